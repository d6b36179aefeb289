import { useTranslation } from 'react-i18next'
import { texts } from './i18n'

/** Catalogs whose keys come from the server. Their texts are looked up by name. */
export type NamedNamespace = 'fault' | 'field' | 'permission' | 'event'

/** The text of a key that the server chose; undefined when the catalog lacks it. */
export function namedText(ns: NamedNamespace, key: string, params: Record<string, unknown> = {}): string | undefined {
  if (!texts.exists(`${ns}:${key}`)) return undefined
  const translate = texts.t as unknown as (key: string, options: Record<string, unknown>) => string
  return translate(key, { ...params, ns })
}

/** `namedText` that follows a change of language and shows the key itself where there is no text. */
export function useNamedText(ns: NamedNamespace): (key: string) => string {
  useTranslation('ui')
  return (key) => namedText(ns, key) ?? key
}
