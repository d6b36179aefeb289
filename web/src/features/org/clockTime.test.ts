import { expect, it } from 'vitest'
import { clockTime } from './clockTime'

it.each([
  ['9', '09:00'],
  ['0930', '09:30'],
  ['930', '09:30'],
  ['9:30', '09:30'],
  ['9：30', '09:30'],
  [' 18:00 ', '18:00'],
  ['24:00', '24:00'],
  ['24:01', undefined],
  ['25', undefined],
  ['12:60', undefined],
  ['noon', undefined],
  ['', undefined],
])('%s is %s', (text, time) => expect(clockTime(text)).toBe(time))
