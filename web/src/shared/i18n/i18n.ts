import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import type { Language } from '../theme/preferences'
import { formatMessage, type Values } from './icu'

type Catalog = Record<string, string>

const catalogs = import.meta.glob<Catalog>('@locales/*/*.json', { import: 'default' })

/** Namespaces of every page; they travel in one file per language (vite.config.ts). */
export const baseNamespaces = ['shell', 'ui'] as const

/** Texts of refusals: all rooms' codes, loaded with the first refusal. */
export const faultNamespaces = ['fault', 'field'] as const

/** Our ICU subset in the place where i18next expects a message format. */
const icuFormat = {
  type: 'i18nFormat' as const,
  name: 'icu',
  init: () => undefined,
  parse: (message: string, values: Values, language: string) => formatMessage(message, values, language),
  addLookupKeys: (keys: string[]) => keys,
}

/** The instance of the app. Keys are flat: dots belong to the key. */
export const texts: i18n = createInstance()

/** Starts with one language; the namespaces of a route are loaded by `loadTexts`. */
export async function startTexts(language: Language): Promise<void> {
  await texts
    .use(icuFormat)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      supportedLngs: ['zh-CN', 'en'],
      ns: [...baseNamespaces],
      defaultNS: 'ui',
      keySeparator: false,
      nsSeparator: ':',
      interpolation: { escapeValue: false },
      resources: {},
      partialBundledLanguages: true,
      react: { useSuspense: false, bindI18nStore: 'added' },
    })
  await loadTexts(baseNamespaces, language)
}

/** Loads namespaces in the current or the given language. Routes call it in their loader. */
export async function loadTexts(namespaces: readonly string[], language: string = texts.language): Promise<void> {
  const missing = namespaces.filter((ns) => !texts.hasResourceBundle(language, ns))
  await Promise.all(missing.map((ns) => loadOne(ns, language)))
}

async function loadOne(ns: string, language: string): Promise<void> {
  const load = Object.entries(catalogs).find(([path]) => path.endsWith(`/${language}/${ns}.json`))?.[1]
  if (load) texts.addResourceBundle(language, ns, await load())
}

/** Switches the language without a reload: first the texts of all open namespaces, then the switch. */
export async function switchLanguage(language: Language): Promise<void> {
  if (texts.language === language) return
  const open = Object.keys(texts.getDataByLanguage(texts.language) ?? {})
  await loadTexts(open, language)
  await texts.changeLanguage(language)
}
