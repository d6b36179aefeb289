import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from './problem'

/** One client per app. `onSignedOut` runs when the server no longer knows the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (error: unknown) => {
    if (error instanceof Problem && error.code === 'common.unauthenticated') onSignedOut()
  }
  return new QueryClient({
    // The question "who am I" has its own answer to that: the guard of the routes.
    queryCache: new QueryCache({ onError: (error, query) => query.queryKey[0] !== 'me' && watch(error) }),
    mutationCache: new MutationCache({ onError: watch }),
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
