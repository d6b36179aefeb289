import { Problem, type FieldProblem } from '@shared/api/problem'
import { texts } from '@shared/i18n/i18n'
import { fieldText } from '@shared/i18n/problemText'

/** Where in a file something is wrong: a line of CSV or an entry of JSON, counted from 1; neither means the whole file. */
export interface FilePlace {
  line?: number
  entry?: number
  column?: string
}

/** Reads the path of a field error about the file; undefined for one about another field of the form. */
export function placeOf(path: string): FilePlace | undefined {
  if (path === 'file') return {}
  const match = /^(lines|days)\[(\d+)\](?:\.(.+))?$/.exec(path)
  if (!match) return undefined
  const [, list, index, column] = match
  const at = Number(index)
  return { ...(list === 'lines' ? { line: at } : { entry: at + 1 }), ...(column === undefined ? {} : { column }) }
}

/** How many mistakes are told at once. */
const most = 5

/** Tells what is wrong with a file at the field that holds it, each mistake with its line and column. */
export function atFile(error: unknown): unknown {
  if (!(error instanceof Problem)) return error
  const mistakes = error.fields.flatMap((field) => {
    const place = placeOf(field.path)
    return place ? [mistakeText(field, place)] : []
  })
  const others = error.fields.filter((field) => placeOf(field.path) === undefined).map((field) => (field.path === 'year' && field.code === 'option' ? { path: 'year', code: 'other_year', message: texts.t('calendar:import.otherYear') } : field))
  if (mistakes.length > 0) others.push({ path: 'text', code: 'file', message: shortened(mistakes) })
  const { status, code, params, requestId, retryAfter } = error
  return new Problem({ status, code, params, requestId, retryAfter, fields: others })
}

function shortened(mistakes: readonly string[]): string {
  const shown = mistakes.slice(0, most).join(texts.t('calendar:import.separator'))
  return mistakes.length > most ? texts.t('calendar:import.more', { mistakes: shown, count: mistakes.length - most }) : shown
}

function mistakeText(field: FieldProblem, { line, entry, column }: FilePlace): string {
  if (line === undefined && entry === undefined) return texts.t(field.code === 'required' ? 'calendar:import.emptyFile' : 'calendar:import.badFile')
  const place = line === undefined ? texts.t('calendar:import.entryAt', { entry: String(entry) }) : texts.t('calendar:import.lineAt', { line: String(line) })
  const error = fieldText(field)
  return column === undefined ? texts.t('calendar:import.mistake', { place, error }) : texts.t('calendar:import.mistakeIn', { place, column: columnName(column), error })
}

function columnName(column: string): string {
  switch (column) {
    case 'date':
    case 'kind':
    case 'name':
    case 'name_en':
      return texts.t(`calendar:import.column.${column}`)
    default:
      return texts.t('calendar:import.column.other', { column })
  }
}
