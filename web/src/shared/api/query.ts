import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem'

/** One client per app. `onSignedOut` runs when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (error: unknown) => {
    if (error instanceof Problem && error.status === 401 && error.code !== 'iam.wrong_password') onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: (error, _input, _context, mutation) => mutation.meta?.['public'] !== true && watch(error) }),
    defaultOptions: {
      queries: { staleTime: 15_000, retry: retryQuery, refetchOnWindowFocus: false, networkMode: 'always' },
      // A write is never repeated behind the user's back; its own button does that with the same key.
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** Repeats reads only where another try can help. */
export function retryQuery(failures: number, error: unknown): boolean {
  if (!(error instanceof Problem)) return false
  return failures < 2 && (error.status === 0 || error.status === 502 || error.status === 503)
}
