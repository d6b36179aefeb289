/** Amounts are integers in the currency's minor unit (分 for CNY). Nothing here computes with floats of yuan. */
export interface Money {
  minor: number
  currency: string
}

const symbols: Record<string, string> = { CNY: '¥', USD: '$', EUR: '€', GBP: '£', HKD: 'HK$', JPY: 'JP¥' }
const wan = 10_000
const yi = 100_000_000

function exponent(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

function symbol(currency: string): string {
  return symbols[currency] ?? `${currency} `
}

/** Full and grouped, for records and documents: ¥60,190.56, −¥1,234.50. */
export function formatMoney({ minor, currency }: Money): string {
  const digits = exponent(currency)
  const [whole, rest] = split(Math.abs(minor), digits)
  const fraction = digits > 0 ? `.${String(rest).padStart(digits, '0')}` : ''
  return `${sign(minor)}${symbol(currency)}${group(whole)}${fraction}`
}

/**
 * Short, for lists and cards. zh: 万 from 1万, 亿 from 1亿, always one decimal, cut so that it never rounds across
 * the unit (¥9,999.9万). en: K, M, B.
 */
export function formatMoneyShort({ minor, currency }: Money, language: string): string {
  const [whole] = split(Math.abs(minor), exponent(currency))
  const text = language.startsWith('zh') ? shortZh(whole) : shortEn(whole)
  return `${sign(minor)}${symbol(currency)}${text}`
}

/** One value of a column whose header carries the unit 万元: 24.8. */
export function formatWan({ minor, currency }: Money): string {
  const [whole] = split(Math.abs(minor), exponent(currency))
  return `${sign(minor)}${oneDecimal(whole, wan)}`
}

function shortZh(whole: number): string {
  if (whole >= yi) return `${oneDecimal(whole, yi)}亿`
  if (whole >= wan) return `${oneDecimal(whole, wan)}万`
  return group(whole)
}

function shortEn(whole: number): string {
  if (whole >= 1_000_000_000) return `${oneDecimal(whole, 1_000_000_000)}B`
  if (whole >= 1_000_000) return `${oneDecimal(whole, 1_000_000)}M`
  if (whole >= wan) return `${oneDecimal(whole, 1000)}K`
  return group(whole)
}

/** Rounds half up to one decimal, except where that would show a full next unit (9,999.96万 stays 9,999.9万). */
function oneDecimal(whole: number, unit: number): string {
  const rounded = Math.round(whole / (unit / 10))
  const cut = Math.floor(whole / (unit / 10))
  const next = unit === wan ? yi / unit : 1000
  const tenths = rounded >= next * 10 && cut < next * 10 ? cut : rounded
  return `${group(Math.floor(tenths / 10))}.${tenths % 10}`
}

function split(minor: number, digits: number): [number, number] {
  const base = 10 ** digits
  return [Math.floor(minor / base), minor % base]
}

function sign(minor: number): string {
  return minor < 0 ? '−' : ''
}

function group(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',')
}

const digitWords = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖']
const places = ['', '拾', '佰', '仟']
const sections = ['', '万', '亿', '万亿']

/** The amount in financial characters, for documents in CNY: 陆万零壹佰玖拾元伍角陆分. Takes 分. */
export function formatCapital(fen: number): string {
  const [yuan, rest] = split(Math.abs(fen), 2)
  const head = fen < 0 ? '负' : ''
  const whole = yuan > 0 ? `${integerWords(yuan)}元` : ''
  if (rest === 0) return `${head}${whole || '零元'}整`
  const jiao = Math.floor(rest / 10)
  const cents = rest % 10
  const jiaoText = jiao > 0 ? `${digitWords[jiao]}角` : whole ? '零' : ''
  return `${head}${whole}${jiaoText}${cents > 0 ? `${digitWords[cents]}分` : '整'}`
}

function integerWords(value: number): string {
  const groups: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / wan)) groups.push(rest % wan)
  let text = ''
  for (let i = groups.length - 1; i >= 0; i--) {
    const part = groups[i] ?? 0
    if (part === 0) continue
    const gap = text !== '' && (part < 1000 || (groups[i + 1] ?? 0) === 0)
    text += `${gap ? '零' : ''}${sectionWords(part)}${sections[i]}`
  }
  return text
}

function sectionWords(value: number): string {
  let text = ''
  for (const [i, digit] of [...String(value)].entries()) {
    const place = String(value).length - 1 - i
    if (digit === '0') {
      if (!text.endsWith('零')) text += '零'
      continue
    }
    text += `${digitWords[Number(digit)]}${places[place]}`
  }
  return text.replace(/零$/, '')
}
