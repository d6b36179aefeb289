// Starts the built program on a free port with a database of its own, and stops it by its own process id.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const binary = process.env.HAIKE_BIN ?? fileURLToPath(new URL('../../../bin/haike', import.meta.url))
// The demo company hashes twenty passwords.
const startMs = 60_000

/** The browser maps this name to 127.0.0.1. Unlike localhost it is no secure context, as on a company's network. */
export const host = 'haike.test'

async function freePort() {
  const probe = createServer()
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/** Starts the demo company on a database of its own. */
export const startDemo = () => startServer({ command: 'demo' })

/** Starts `haike serve`, or another command that serves; `args` come behind. Answers when the server is ready. */
export async function startServer({ command = 'serve', args = [] } = {}) {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: run "make build" first, or set HAIKE_BIN`)
  const dir = mkdtempSync(join(tmpdir(), 'haike-e2e-'))
  const port = await freePort()
  const base = `http://${host}:${port}`
  const place = command === 'demo' ? ['--data', dir] : ['--database', join(dir, 'haike.db')]
  const own = [command, ...place, '--listen', `127.0.0.1:${port}`, '--base-url', base, '--log-level', 'warn']
  const child = spawn(binary, [...own, ...args], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (log += chunk))
  const ended = new Promise((resolve) => child.once('exit', resolve))

  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 25_000)
    await ended
    clearTimeout(timer)
    rmSync(dir, { recursive: true, force: true })
  }
  const server = { url: base, direct: `http://127.0.0.1:${port}`, dir, log: () => log, stop }
  try {
    await ready(server, ended)
  } catch (error) {
    await stop()
    throw error
  }
  return server
}

async function ready(server, ended) {
  const until = Date.now() + startMs
  const pause = () => new Promise((resolve) => setTimeout(resolve, 50, 'waiting'))
  while (Date.now() < until) {
    const answer = await fetch(`${server.direct}/readyz`).catch(() => undefined)
    if (answer?.ok) return
    if ((await Promise.race([ended, pause()])) !== 'waiting') throw new Error(`the server ended:\n${server.log()}`)
  }
  throw new Error(`the server is not ready:\n${server.log()}`)
}
