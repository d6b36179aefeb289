const common = ['Asia/Shanghai', 'Asia/Urumqi', 'Asia/Hong_Kong', 'Asia/Taipei', 'Asia/Singapore', 'Asia/Tokyo', 'UTC']

/** Time zones to choose from, the common ones first; always with the present one. */
export function zones(present: string): string[] {
  // Browsers below the floor of 2022 lack the list.
  const known = typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : []
  return [...new Set([present, ...common, ...known])]
}

/** The name of a month, from 1: 一月, January. */
export function monthName(month: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeZone: 'UTC', month: 'long' }).format(Date.UTC(2000, month - 1, 1))
}
