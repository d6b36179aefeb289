/** A grouped number in the language of the reader. */
export function formatNumber(value: number, language: string): string {
  return new Intl.NumberFormat(language).format(value)
}

/** A share in basis points as percent with one decimal: 5630 → 56.3%. Below 20 observations the count is shown. */
export function formatPercent(basisPoints: number, sample?: number): string {
  const tenths = Math.round(Math.abs(basisPoints) / 10)
  const text = `${basisPoints < 0 && tenths > 0 ? '−' : ''}${Math.floor(tenths / 10)}.${tenths % 10}%`
  return sample !== undefined && sample < 20 ? `${text}(n=${sample})` : text
}

/** The size of a file: 48.2 MB. */
export function formatBytes(bytes: number, language: string): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = new Intl.NumberFormat(language, { maximumFractionDigits: step === 0 ? 0 : 1 }).format(bytes / 1000 ** step)
  return `${value} ${units[step]}`
}

/** A badge shows work that waits, capped. */
export function formatBadge(count: number): string {
  return count > 99 ? '99+' : String(count)
}

/** A mainland mobile number in groups: 138 1234 5678. Other numbers stay as they are. */
export function formatPhone(phone: string): string {
  return /^1\d{10}$/.test(phone) ? `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}` : phone
}
