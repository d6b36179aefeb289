import { describe, expect, it } from 'vitest'
import shared from '../../../../internal/platform/i18n/testdata/messages.json'
import { formatMessage, messageArguments, type Values } from './icu'

describe('formatMessage', () => {
  // The same cases that the server's formatter passes.
  it.each(shared)('reads $message as the server does', ({ message, params, en, zh }) => {
    expect(formatMessage(message, params as Values, 'en')).toBe(en)
    expect(formatMessage(message, params as Values, 'zh-CN')).toBe(zh)
  })

  it.each([
    ['plain', {}, 'en', 'plain'],
    ['{name} 已认领', { name: '李娜' }, 'zh-CN', '李娜 已认领'],
    ['{n, number} rows', { n: 12345 }, 'en', '12,345 rows'],
    ['{n, plural, one {# item} other {# items}}', { n: 1 }, 'en', '1 item'],
    ['{n, plural, one {# item} other {# items}}', { n: 1200 }, 'en', '1,200 items'],
    ['{n, plural, =0 {none} one {one} other {many}}', { n: 0 }, 'en', 'none'],
    ['{n, plural, other {共 # 条}}', { n: 3 }, 'zh-CN', '共 3 条'],
    ['{who, select, me {mine} other {theirs}}', { who: 'me' }, 'en', 'mine'],
    ['{who, select, me {mine} other {theirs}}', { who: 'x' }, 'en', 'theirs'],
    ['{n, plural, one {{who, select, me {my # deal} other {# deal}}} other {# deals of {name}}}', { n: 1, who: 'me' }, 'en', 'my 1 deal'],
    ["it''s '{'not'}' a value", {}, 'en', "it's {not} a value"],
    ["don't", {}, 'en', "don't"],
    ['{missing}', {}, 'en', '{missing}'],
    ['<b>{x}</b>', { x: '<i>' }, 'en', '<b><i></b>'],
  ])('%s', (pattern, values, language, expected) => {
    expect(formatMessage(pattern, values, language)).toBe(expected)
  })

  it.each(['{', 'a } b', '{n, plural, one {x}}', '{n, date}', '{}', '{n, plural, other {x}'])('refuses %s', (pattern) => {
    expect(() => formatMessage(pattern, {}, 'en')).toThrow()
  })

  it('lists arguments in every branch', () => {
    expect(messageArguments('{n, plural, one {a {x}} other {b {y}}} {z}')).toEqual(['n', 'x', 'y', 'z'])
  })
})
