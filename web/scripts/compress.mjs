// After the build: compresses every file that gains by it, once, so that the server never does; takes the manifest out
// of what is served. index.html stays plain, since the server writes a nonce into it for each request.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const cache = new URL('../node_modules/.cache/haike/', import.meta.url)

mkdirSync(cache, { recursive: true })
renameSync(new URL('.vite/manifest.json', dist), new URL('manifest.json', cache))
rmSync(new URL('.vite', dist), { recursive: true })

const files = readdirSync(dist, { recursive: true }).filter((name) => /\.(js|css|svg|json)$/.test(name))
for (const name of files) {
  const raw = readFileSync(new URL(name, dist))
  const brotli = brotliCompressSync(raw, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: raw.length } })
  const gzip = gzipSync(raw, { level: 9 })
  if (brotli.length < raw.length) writeFileSync(new URL(`${name}.br`, dist), brotli)
  if (gzip.length < raw.length) writeFileSync(new URL(`${name}.gz`, dist), gzip)
}
