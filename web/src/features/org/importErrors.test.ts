import { describe, expect, it } from 'vitest'
import { placeOf } from './importErrors'

describe('places in an imported file', () => {
  it('are lines of CSV as an editor counts them', () => {
    expect(placeOf('lines[3].date')).toEqual({ line: 3, column: 'date' })
    expect(placeOf('lines[2]')).toEqual({ line: 2 })
  })

  it('are entries of JSON, counted from 1', () => {
    expect(placeOf('days[0].name_en')).toEqual({ entry: 1, column: 'name_en' })
  })

  it('may be the whole file, or no place in it', () => {
    expect(placeOf('file')).toEqual({})
    expect(placeOf('year')).toBeUndefined()
    expect(placeOf('source.url')).toBeUndefined()
  })
})
