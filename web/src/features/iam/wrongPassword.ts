import { Problem } from '@shared/api/problem'

/** Shows a refused password or code at its field instead of above the form. */
export async function atField<T>(field: string, codes: readonly string[], attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!(error instanceof Problem) || !codes.includes(error.code)) throw error
    throw new Problem({ status: 422, code: error.code, fields: [{ path: field, code: error.code.replace(/^iam\./, '') }] })
  }
}
