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

/** A badge shows work that waits, capped. */
export function formatBadge(count: number): string {
  return count > 99 ? '99+' : String(count)
}

/** A mainland mobile number in groups: 138 1234 5678. Other numbers stay as they are. */
export function formatPhone(phone: string): string {
  return /^1\d{10}$/.test(phone) ? `${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}` : phone
}
