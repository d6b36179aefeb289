// Fails when the app weighs more than its budget. Sizes are gzip, counted over Vite's manifest of the last build.
import { readFileSync, statSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const kb = 1024
const entryKb = 195
const cssKb = 15
const ownChunkKb = 60

/** What a page loads in all: the entry, the texts of one language, its frame and its own chunk. */
const pages = [
  { name: 'login', sources: ['src/app/PublicFrame.tsx', 'src/features/iam/LoginPage.tsx'], limit: 250 },
  ...['iam/UsersPage', 'iam/RolesPage', 'iam/AuditPage', 'org/TeamsPage', 'upkeep/BackupsPage'].map((page) => ({
    name: page,
    sources: ['src/app/AppShell.tsx', 'src/app/SettingsFrame.tsx', `src/features/${page}.tsx`],
    limit: 290,
  })),
  { name: 'workbench', sources: ['src/app/AppShell.tsx', 'src/features/workbench/WorkbenchPage.tsx'], limit: 225 },
]

const manifest = JSON.parse(readFileSync(new URL('../node_modules/.cache/haike/manifest.json', import.meta.url), 'utf8'))
const dist = new URL('../dist/', import.meta.url)
const failures = []

function size(file) {
  const compressed = new URL(`${file}.gz`, dist)
  try {
    return statSync(compressed).size
  } catch {
    return gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length
  }
}

/** All chunks that come with one, without those loaded on demand. */
function closure(keys, seen = new Set()) {
  for (const key of keys) {
    if (seen.has(key)) continue
    seen.add(key)
    closure(manifest[key]?.imports ?? [], seen)
  }
  return seen
}

function filesOf(keys) {
  const chunks = [...keys].map((key) => manifest[key]).filter(Boolean)
  return { js: new Set(chunks.map((c) => c.file)), css: new Set(chunks.flatMap((c) => c.css ?? [])) }
}

function weigh(files) {
  return [...files].reduce((sum, file) => sum + size(file), 0)
}

function report(name, bytes, limit) {
  const over = bytes > limit * kb
  console.log(`${over ? 'OVER' : 'ok  '} ${name.padEnd(44)} ${(bytes / kb).toFixed(1).padStart(7)} / ${limit} KB`)
  if (over) failures.push(name)
}

const entryKey = Object.keys(manifest).find((key) => manifest[key].isEntry)
const entryKeys = closure([entryKey])
report('entry JS', weigh(filesOf(entryKeys).js), entryKb)


const languages = ['zh-CN', 'en']
function textsOf(language, source) {
  const room = /features\/([^/]+)\//.exec(source)?.[1]
  const names = room ? [room] : []
  const own = names.map((name) => `../locales/${language}/${name}.json`).filter((key) => manifest[key])
  const shared = Object.keys(manifest).filter((key) => key.startsWith(`_texts-${language}-`))
  const library = `node_modules/antd/es/locale/${language === 'en' ? 'en_US' : 'zh_CN'}.js`
  if (shared.length !== 1) throw new Error(`texts of ${language} are not in the manifest`)
  return [...own, ...shared, ...(manifest[library] ? [library] : [])]
}

for (const page of pages) {
  for (const language of languages) {
    const missing = page.sources.filter((source) => !manifest[source])
    if (missing.length > 0) throw new Error(`not in the manifest: ${missing.join(', ')}`)
    const keys = closure([entryKey, ...page.sources, ...page.sources.flatMap((source) => textsOf(language, source))])
    const files = filesOf(keys)
    // The styles of all routes together grow with the app; what counts is what one page loads.
    if (language === languages[0]) report(`${page.name} CSS`, weigh(files.css), cssKb)
    report(`${page.name} (${language})`, weigh(files.js) + weigh(files.css), page.limit)
  }
}

for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isDynamicEntry && key.startsWith('src/features/')) report(`chunk ${key.replace('src/features/', '')}`, size(chunk.file), ownChunkKb)
}

if (failures.length > 0) {
  console.error(`over budget: ${failures.join(', ')}`)
  process.exit(1)
}
