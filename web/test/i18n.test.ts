import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { messageArguments } from '../src/shared/i18n/icu'
import { sourceFiles } from './source'

type Catalog = Record<string, string>

const root = new URL('../../locales/', import.meta.url)
const read = (language: string, ns: string): Catalog => JSON.parse(readFileSync(new URL(`${language}/${ns}.json`, root), 'utf8')) as Catalog
const list = (language: string) =>
  readdirSync(new URL(`${language}/`, root))
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace('.json', ''))
    .sort()

const namespaces = list('zh-CN')
const declared = readFileSync(new URL('../src/shared/i18n/namespaces.ts', import.meta.url), 'utf8')

/** Of `fault` and `field` the server chooses the keys; what namespaces.ts does not name is used by the server alone. */
const webNamespaces = namespaces.filter((ns) => !['fault', 'field'].includes(ns) && declared.includes(`/zh-CN/${ns}.json'`))
const sources = sourceFiles()

describe('catalogs', () => {
  it('exist in both languages', () => expect(list('en')).toEqual(namespaces))

  it.each(namespaces)('%s: equal keys, none empty', (ns) => {
    const zh = read('zh-CN', ns)
    const en = read('en', ns)
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort())
    expect([...Object.values(zh), ...Object.values(en)].filter((text) => text.trim() === '')).toEqual([])
  })

  it.each(namespaces)('%s: readable messages with equal placeholders', (ns) => {
    const en = read('en', ns)
    for (const [key, text] of Object.entries(read('zh-CN', ns))) {
      expect([key, messageArguments(en[key] ?? '')]).toEqual([key, messageArguments(text)])
    }
  })

  it.each(webNamespaces)('%s: sorted, so that two branches rarely add at the same line', (ns) => {
    for (const language of ['zh-CN', 'en']) {
      const keys = Object.keys(read(language, ns))
      expect(keys).toEqual([...keys].sort())
    }
  })

  it.each(webNamespaces)('%s: Chinese with Chinese punctuation', (ns) => {
    const wrong = Object.entries(read('zh-CN', ns)).filter(([, text]) => /[\u4e00-\u9fff][,;:?!(]|[\u4e00-\u9fff]\.(?:\s|$)/.test(text))
    expect(wrong).toEqual([])
  })
})

/** `t('…')` inside a file whose namespace is named by useTranslation('ns'), and 'ns:key' anywhere. */
function usedKeys(): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>(namespaces.map((ns) => [ns, new Set<string>()]))
  for (const { text } of sources) {
    const own = [...text.matchAll(/useTranslation\('([a-z-]+)'\)/g)].map((match) => match[1] ?? '')
    for (const literal of stringLiterals(text)) {
      const [ns, key] = literal.includes(':') ? (literal.split(/:(.*)/) as [string, string]) : ['', literal]
      for (const name of ns ? [ns] : own.length > 0 ? own : namespaces) used.get(name)?.add(key)
    }
  }
  return used
}

function stringLiterals(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|`([^`]*)`/g)].map((match) => match[1] ?? match[2] ?? '')
}

/** A template such as `theme.${id}` uses all keys that fit it. */
function fits(key: string, literal: string): boolean {
  if (!literal.includes('${')) return literal === key
  const pattern = literal.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return pattern.some((part) => part.length > 2) && new RegExp(`^${pattern.join('[^ ]+')}$`).test(key)
}

describe('keys', () => {
  const used = usedKeys()

  it.each(webNamespaces)('%s: every key is used', (ns) => {
    const literals = [...(used.get(ns) ?? [])]
    const unused = Object.keys(read('zh-CN', ns)).filter((key) => !literals.some((literal) => fits(key, literal)))
    expect(unused).toEqual([])
  })

  it('every t(…) names a key of its namespace', () => {
    const missing = sources.flatMap(({ path, text }) => {
      const own = [...text.matchAll(/useTranslation\('([a-z-]+)'\)/g)].map((match) => match[1] ?? '')
      const keys = [...text.matchAll(/\bt\('([^']+)'/g)].map((match) => match[1] ?? '')
      return keys
        .filter((key) => !(key.includes(':') ? [key.split(':')[0] ?? ''] : own).some((ns) => namespaces.includes(ns) && (key.split(':').pop() ?? '') in read('zh-CN', ns)))
        .map((key) => `${path}: ${key}`)
    })
    expect(missing).toEqual([])
  })
})
