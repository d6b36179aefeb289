import { dirname, join } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { importsOf, sourceFiles } from './source'

/** Where a file belongs: app, shared or one feature. */
function areaOf(path: string): string {
  const [top, room] = path.split('/')
  return top === 'features' ? `features/${room}` : (top ?? '')
}

/** The area that an import leads to; undefined for packages. */
function targetOf(from: string, specifier: string): string | undefined {
  const alias = /^@(app|features|shared)\/(.+)$/.exec(specifier)
  if (alias) return areaOf(`${alias[1]}/${alias[2]}`)
  return specifier.startsWith('.') ? areaOf(join(dirname(from), specifier)) : undefined
}

function allowed(from: string, to: string): boolean {
  if (from === to || from === 'app') return true
  return from.startsWith('features/') && to === 'shared'
}

/** antd parts that only shared/ui may use: it has our own in their place, or wraps them. */
const wrapped = ['Table', 'Tree', 'Transfer', 'App', 'message', 'notification', 'Modal', 'Drawer', 'Popconfirm', 'Result', 'Empty', 'Spin', 'Layout', 'Menu', 'List', 'Card', 'Tabs']

const files = sourceFiles()

describe('boundaries', () => {
  it('sees the tree', () => expect(files.length).toBeGreaterThan(30))

  it('app imports features, features import shared, nobody the other way', () => {
    const wrong = files.flatMap(({ path, text }) =>
      importsOf(text)
        .map((specifier) => ({ specifier, to: targetOf(path, specifier) }))
        .filter(({ to }) => to !== undefined && areaOf(path) !== 'vite-env.d.ts' && !allowed(areaOf(path), to))
        .map(({ specifier }) => `${path} imports ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  it('knows a wrong edge when it sees one', () => {
    expect(allowed('shared', 'features/iam')).toBe(false)
    expect(allowed('features/iam', 'features/org')).toBe(false)
    expect(allowed('features/iam', 'app')).toBe(false)
    expect(targetOf('features/iam/A.tsx', '../org/b')).toBe('features/org')
    expect(targetOf('features/iam/A.tsx', '@shared/ui/Icon')).toBe('shared')
  })

  it('antd parts that we replace stay in shared/ui', () => {
    const wrong = files
      .filter(({ path }) => !path.startsWith('shared/ui/'))
      .flatMap(({ path, text }) => antdNames(text).filter((name) => wrapped.includes(name)).map((name) => `${path} uses antd ${name}`))
    expect(wrong).toEqual([])
  })

  it('icons are imported one by one', () => {
    expect(files.filter(({ text }) => importsOf(text).includes('@ant-design/icons')).map((f) => f.path)).toEqual([])
  })

  it.each([
    ['string paths to fields', /\bdataIndex\b/],
    ['randomUUID, which needs a secure context', /randomUUID/],
    ['HTML from strings', /dangerouslySetInnerHTML|\.innerHTML\b|insertAdjacentHTML|document\.write\b/],
    ['colours outside the theme', /['"`]#[0-9a-fA-F]{3,8}['"`]/],
  ])('nowhere: %s', (_what, pattern) => {
    const wrong = files.filter(({ path, text }) => !path.startsWith('shared/theme/') && pattern.test(text)).map((file) => file.path)
    expect(wrong).toEqual([])
  })

  it('session secrets stay in the cookie: only preferences use local storage', () => {
    const users = files.filter(({ text }) => /\b(localStorage|sessionStorage|document\.cookie)\b/.test(text)).map((file) => file.path)
    expect(users.filter((path) => !['shared/theme/preferences.ts'].includes(path))).toEqual([])
  })
})

function antdNames(text: string): string[] {
  const list = /import \{([^}]+)\} from 'antd'/.exec(text)?.[1] ?? ''
  return list.split(',').map((name) => name.replace(/^\s*type\s+/, '').trim())
}
