// Writes src/shared/api/schema.d.ts from the API description. `--check` only compares and fails on a difference.
import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const description = new URL('../../api/openapi.yaml', import.meta.url)
const target = new URL('../src/shared/api/schema.d.ts', import.meta.url)

const head = '// Generated from the API description by `npm run gen`. Do not edit.\n\n'
const text = head + astToString(await openapiTS(description))

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('src/shared/api/schema.d.ts differs from the API description: run `npm run gen`')
    process.exit(1)
  }
} else {
  writeFileSync(target, text)
}
