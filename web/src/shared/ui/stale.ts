import { useSyncExternalStore } from 'react'

let stale = false
const listeners = new Set<() => void>()

/** Called when the server runs a newer version than this tab. */
export function markStale(): void {
  stale = true
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** True once the app in this tab is older than the server. */
export function useStale(): boolean {
  return useSyncExternalStore(subscribe, () => stale)
}
