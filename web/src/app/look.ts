import type { Preferences } from '@shared/theme/preferences'

/** Puts language, colours and density on the document; true when dark. */
export function applyLook({ theme, language, density }: Preferences, systemDark: boolean): boolean {
  const isDark = theme === 'dark' || (theme === 'system' && systemDark)
  const root = document.documentElement
  root.lang = language
  root.dataset['theme'] = isDark ? 'dark' : 'light'
  root.dataset['density'] = density
  return isDark
}
