import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export interface SourceFile {
  /** Path below src, with slashes. */
  path: string
  text: string
}

/** All our source files, without tests and generated types. */
export function sourceFiles(): SourceFile[] {
  const src = new URL('../src/', import.meta.url)
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(ts|tsx)$/.test(path) && !/\.test\.tsx?$|schema\.d\.ts$/.test(path))
    .map((path) => ({ path, text: readFileSync(fileURLToPath(new URL(path, src)), 'utf8') }))
}

/** The places that a file imports from, static and dynamic. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)'([^']+)'/g)].map((match) => match[1] ?? '')
}
