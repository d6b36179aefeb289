import { useSyncExternalStore } from 'react'

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

/** True below 768 px, where lists, navigation and forms take their phone shape. */
export function useIsPhone(): boolean {
  return useMedia('(max-width: 767px)')
}

/** True when the operating system asks for dark colours. */
export function useSystemDark(): boolean {
  return useMedia('(prefers-color-scheme: dark)')
}

/** True when the operating system asks for less motion. */
export function useCalm(): boolean {
  return useMedia('(prefers-reduced-motion: reduce)')
}
