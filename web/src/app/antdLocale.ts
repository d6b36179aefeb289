import type { Language } from '@shared/theme/preferences'
import type { Locale } from 'antd/es/locale'

/** antd's own words (calendars, "no data") in a language; a file of its own. */
export async function antdLocale(language: Language): Promise<Locale> {
  const module = language === 'en' ? await import('antd/es/locale/en_US') : await import('antd/es/locale/zh_CN')
  return module.default
}
