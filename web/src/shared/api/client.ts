import createClient, { type Middleware } from 'openapi-fetch'
import { faultNamespaces, loadTexts } from '../i18n/i18n'
import { preferences } from '../theme/preferences'
import { Problem, toProblem } from './problem'
import type { paths } from './schema'

/** A random key that works without a secure context, which plain HTTP lacks. */
export function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

const headers: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', preferences.get().language)
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', randomKey())
    return request
  },
  onError() {
    return Problem.network()
  },
}

/** The typed client. Unwrap every answer with `ok`. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })
api.use(headers)

/** Runs when the server no longer knows the session, whichever request found it out: a list, a form, a button. */
export function watchSession(onSignedOut: () => void): void {
  api.use({
    async onResponse({ request, response }) {
      if (response.status !== 401 || isWhoAmI(request)) return
      const body: unknown = await response.clone().json().catch(() => undefined)
      if (toProblem(response, body).code === 'common.unauthenticated') onSignedOut()
    },
  })
}

/** The question "who am I" has its own answer: the guard of the routes. */
function isWhoAmI(request: Request): boolean {
  return request.method === 'GET' && new URL(request.url).pathname === '/api/v1/me'
}

/** The header of an update: the version that the form was filled from. */
export function ifMatch(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` }
}

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

/** The body of a success; throws `Problem` otherwise. */
export async function ok<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer
  if (!response.ok) throw await readable(toProblem(response, error))
  return data as T
}

/** Waits for the texts of refusals, so that the problem can be shown at once. Nobody reads that a session is missing. */
async function readable(problem: Problem): Promise<Problem> {
  if (problem.code !== 'common.unauthenticated') await loadTexts(faultNamespaces).catch(() => undefined)
  return problem
}
