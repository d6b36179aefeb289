import { useSyncExternalStore } from 'react'

export type ThemeChoice = 'light' | 'dark' | 'system'
export type Language = 'zh-CN' | 'en'
export type Density = 'compact' | 'standard' | 'comfortable'

/** What a person chose for the look of the app. Nothing secret: it is kept in localStorage. */
export interface Preferences {
  theme: ThemeChoice
  language: Language
  density: Density
  /** Single-letter shortcuts, which a person may switch off (WCAG 2.1.4). */
  shortcuts: boolean
  navCollapsed: boolean
  /** False once the person has hidden the first steps of the workbench. */
  firstSteps: boolean
}

const storageKey = 'haike.preferences'
const switchedKey = 'haike.language-switched'
const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
const languages: readonly Language[] = ['zh-CN', 'en']
const densities: readonly Density[] = ['compact', 'standard', 'comfortable']

function oneOf<T>(allowed: readonly T[], value: unknown, otherwise: T): T {
  return allowed.find((item) => item === value) ?? otherwise
}

/** Reads preferences from untrusted data; unknown values fall back to the defaults. */
export function parsePreferences(raw: unknown, browserLanguage: string): Preferences {
  const data = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {}
  return {
    theme: oneOf(themes, data['theme'], 'system'),
    language: oneOf(languages, data['language'], /^zh/i.test(browserLanguage) ? 'zh-CN' : 'en'),
    density: oneOf(densities, data['density'], 'standard'),
    shortcuts: data['shortcuts'] !== false,
    navCollapsed: data['navCollapsed'] === true,
    firstSteps: data['firstSteps'] !== false,
  }
}

function load(): Preferences {
  const browserLanguage = globalThis.navigator?.language ?? 'zh-CN'
  try {
    return parsePreferences(JSON.parse(localStorage.getItem(storageKey) ?? '{}'), browserLanguage)
  } catch {
    // Storage may be blocked or hold something broken: the defaults serve.
    return parsePreferences({}, browserLanguage)
  }
}

/** Holds the preferences of this browser and tells its listeners about changes. */
export class PreferenceStore {
  private value: Preferences
  private readonly listeners = new Set<() => void>()

  constructor(initial: Preferences = load()) {
    this.value = initial
  }

  get = (): Preferences => this.value

  /** Changes some preferences. The server profile calls it too, so that a choice follows the person. */
  set = (change: Partial<Preferences>): void => {
    this.value = { ...this.value, ...change }
    try {
      localStorage.setItem(storageKey, JSON.stringify(this.value))
    } catch {
      // Without storage the choice lasts for this page only.
    }
    for (const listener of this.listeners) listener()
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}

/** Notes that somebody chose a language before signing in: for this session in this tab it wins over their profile. */
export function keepLanguage(keep: boolean): void {
  try {
    if (keep) sessionStorage.setItem(switchedKey, '1')
    else sessionStorage.removeItem(switchedKey)
  } catch {
    // Without storage the profile decides.
  }
}

/** Whether the language was chosen before signing in. */
export function isLanguageKept(): boolean {
  try {
    return sessionStorage.getItem(switchedKey) !== null
  } catch {
    return false
  }
}

/** The one store of this browser tab. */
export const preferences = new PreferenceStore()

/** The preferences and the function that changes them. */
export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  return [useSyncExternalStore(preferences.subscribe, preferences.get), preferences.set]
}
