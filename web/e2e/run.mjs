// Runs the browser tests one after the other: node's own globbing differs between the supported versions.
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const here = fileURLToPath(new URL('.', import.meta.url))
const wanted = process.argv[2] ?? ''
const files = readdirSync(here, { recursive: true })
  .filter((name) => name.endsWith('.test.mjs') && name.includes(wanted))
  .map((name) => here + name)
  .sort()

if (files.length === 0) {
  console.error(`no test file named like ${wanted}`)
  process.exit(1)
}
run({ files, concurrency: 1, timeout: process.env.HAIKE_E2E === 'long' ? 3_600_000 : 600_000 })
  .on('test:fail', () => {
    process.exitCode = 1
  })
  .compose(spec)
  .pipe(process.stdout)
