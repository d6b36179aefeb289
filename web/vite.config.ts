import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const api = process.env['HAIKE_API'] ?? 'http://127.0.0.1:8080'

/** Texts that belong together travel in one file per language: those of every page, and those of refusals. */
const sharedTexts = /locales\/(zh-CN|en)\/(shell|ui|fault|field)\.json$/

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: { '@app': at('./src/app'), '@features': at('./src/features'), '@shared': at('./src/shared'), '@locales': at('../locales') },
  },
  server: { port: 5173, proxy: { '/api': api }, fs: { allow: [at('..')] } },
  build: {
    target: ['chrome109', 'safari15.4'],
    cssTarget: ['chrome109', 'safari15.4'],
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    // The policy of the server forbids data: scripts and styles; small files stay files.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: (id: string) => sharedTextsChunk(id), debugName: 'texts', test: sharedTexts, priority: 10 },
            // What the entry always loads stands in one file, so that the first page takes few requests.
            { name: 'core', tags: ['$initial'], priority: 5 },
          ],
        },
      },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts'] },
})

function sharedTextsChunk(id: string): string {
  const [, language = 'other', namespace = ''] = sharedTexts.exec(id) ?? []
  return namespace === 'fault' || namespace === 'field' ? `refusals-${language}` : `texts-${language}`
}
