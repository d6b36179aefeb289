import { useEffect, useRef, useSyncExternalStore } from 'react'
import { preferences } from '../theme/preferences'
import { ShortcutRegistry, type Shortcut } from './shortcuts'

/** The shortcuts of this tab. */
export const shortcuts = new ShortcutRegistry(() => preferences.get().shortcuts)

/** Registers a shortcut while the component is shown. */
export function useShortcut(keys: string, label: string, run: () => void, enabled = true): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    if (!enabled) return undefined
    return shortcuts.add({ keys, label, run: () => latest.current() })
  }, [keys, label, enabled])
}

/** All shortcuts of the open page. */
export function useShortcutList(): readonly Shortcut[] {
  return useSyncExternalStore(shortcuts.subscribe, shortcuts.list)
}

/** Listens to the keyboard; mounted once by the app. */
export function useShortcutKeys(): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      shortcuts.press(event)
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
