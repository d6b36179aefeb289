import { useTranslation } from 'react-i18next'
import { Problem, type FieldProblem } from '../api/problem'
import { texts } from './i18n'

/**
 * The text of an error in the reader's language. Codes come from the server, so their keys are looked up by name; a
 * code without a text becomes the general sentence of its kind.
 */
export function problemText(error: unknown): string {
  if (!(error instanceof Problem)) return texts.t('ui:error.unknown')
  if (texts.exists(error.code, { ns: 'fault' })) return dynamicText('fault', error.code, { request: error.requestId ?? '–', ...error.params })
  if (error.status === 0) return texts.t('ui:error.network')
  if (error.status === 429) return texts.t('ui:error.tooMany')
  if (error.status === 404) return texts.t('ui:error.notFound')
  if (error.status >= 500) return texts.t('ui:error.server')
  return texts.t('ui:error.refused', { code: error.code })
}

/** The text of one refused field: the server's own sentence, or the catalog's for its code. */
export function fieldText(problem: FieldProblem): string {
  if (texts.exists(problem.code, { ns: 'field' })) return dynamicText('field', problem.code, problem.params ?? {})
  return problem.message ?? texts.t('ui:error.field')
}

/** `problemText` that follows a change of language. */
export function useProblemText(error: unknown): string {
  useTranslation('ui')
  return problemText(error)
}

function dynamicText(ns: 'fault' | 'field', key: string, params: Record<string, unknown>): string {
  const translate = texts.t as unknown as (key: string, options: Record<string, unknown>) => string
  return translate(key, { ...params, ns })
}
