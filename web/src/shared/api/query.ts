import { QueryClient } from '@tanstack/react-query'
import { Problem } from './problem'

/** One client per app. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
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
