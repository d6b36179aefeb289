import { describe, expect, it } from 'vitest'
import { formatCapital, formatMoney, formatMoneyShort, formatWan } from './money'

const cny = (minor: number) => ({ minor, currency: 'CNY' })

describe('money', () => {
  it.each([
    [6019056, '¥60,190.56'],
    [-123450, '−¥1,234.50'],
    [0, '¥0.00'],
    [5, '¥0.05'],
  ])('full %d', (minor, text) => expect(formatMoney(cny(minor))).toBe(text))

  it('knows other currencies and their exponents', () => {
    expect(formatMoney({ minor: 1234, currency: 'JPY' })).toBe('JP¥1,234')
    expect(formatMoney({ minor: 1234, currency: 'USD' })).toBe('$12.34')
    expect(formatMoney({ minor: 1234, currency: 'SGD' })).toBe('SGD 12.34')
  })

  it.each([
    [840000, '¥8,400'],
    [999999, '¥9,999'],
    [6000000, '¥6.0万'],
    [24800000, '¥24.8万'],
    [9999999900, '¥9,999.9万'],
    [9999949900, '¥9,999.9万'],
    [10000000000, '¥1.0亿'],
    [12345678900, '¥1.2亿'],
    [-24800000, '−¥24.8万'],
  ])('zh short %d', (minor, text) => expect(formatMoneyShort(cny(minor), 'zh-CN')).toBe(text))

  it.each([
    [840000, '¥8,400'],
    [24850000, '¥248.5K'],
    [99999900, '¥999.9K'],
    [710000000, '¥7.1M'],
    [99999999900, '¥999.9M'],
    [100000000000, '¥1.0B'],
  ])('en short %d', (minor, text) => expect(formatMoneyShort(cny(minor), 'en')).toBe(text))

  it('keeps digits aligned in a 万元 column', () => {
    expect([24800000, 1000000, 50000, -50000].map((m) => formatWan(cny(m)))).toEqual(['24.8', '1.0', '0.1', '−0.1'])
  })

  it.each([
    [6019056, '陆万零壹佰玖拾元伍角陆分'],
    [0, '零元整'],
    [100, '壹元整'],
    [1005, '壹拾元零伍分'],
    [50, '伍角整'],
    [10000000000, '壹亿元整'],
    [10000000100, '壹亿零壹元整'],
    [1001000000, '壹仟零壹万元整'],
    [100010000, '壹佰万零壹佰元整'],
    [-12345678, '负壹拾贰万叁仟肆佰伍拾陆元柒角捌分'],
  ])('capital %d', (fen, text) => expect(formatCapital(fen)).toBe(text))
})
