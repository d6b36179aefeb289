import { useTranslation } from 'react-i18next'
import { Problem, type FieldProblem } from '../api/problem'
import { texts } from './i18n'
import { namedText } from './namedText'

/**
 * The text of an error in the reader's language. Codes come from the server, so their keys are looked up by name; a
 * code without a text becomes the general sentence of its kind.
 */
export function problemText(error: unknown): string {
  if (!(error instanceof Problem)) return texts.t('ui:error.unknown')
  if (error.code === 'common.unauthenticated') return texts.t('ui:error.signedOut')
  const known = namedText('fault', error.code, { request: error.requestId ?? '–', ...readable(error.params) })
  if (known !== undefined) return known
  if (error.status === 0) return texts.t('ui:error.network')
  if (error.status === 429) return texts.t('ui:error.tooMany')
  if (error.status === 404) return texts.t('ui:error.notFound')
  if (error.status >= 500) return texts.t('ui:error.server')
  return texts.t('ui:error.refused', { code: error.code })
}

/** The text of one refused field: the server's own sentence, or the catalog's for its code. */
export function fieldText(problem: FieldProblem): string {
  return namedText('field', problem.code, problem.params) ?? problem.message ?? texts.t('ui:error.field')
}

/** `problemText` that follows a change of language. */
export function useProblemText(error: unknown): string {
  useTranslation('ui')
  return problemText(error)
}

/** A permission in a message is named as the role editor names it. */
function readable(params: Record<string, unknown>): Record<string, unknown> {
  const permission = params['permission']
  return typeof permission === 'string' ? { ...params, permission: namedText('permission', permission) ?? permission } : params
}
