import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem'
import { problemText } from '../i18n/problemText'
import styles from './ErrorSummary.module.css'

/** One wrong field, as the summary links to it. */
export interface FieldError {
  path: string
  text: string
}

interface SummaryProps {
  errors: readonly FieldError[]
  failure: unknown
  labels: Partial<Record<string, string>>
  formName: string
}

/** What is wrong with a form, with a link to each field. It takes the focus when it appears. */
export function ErrorSummary({ errors, failure, labels, formName }: SummaryProps) {
  const { t } = useTranslation('ui')
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.focus()
  }, [])
  return (
    <div ref={box} className={styles.summary} role="alert" tabIndex={-1}>
      <p>{errors.length > 0 ? t('form.errors', { count: errors.length }) : problemText(failure)}</p>
      {errors.length > 0 && (
        <ul>
          {errors.map(({ path, text }) => (
            <li key={path}>
              <a
                href={`#${formName}_${path}`}
                onClick={(event) => {
                  event.preventDefault()
                  document.getElementById(`${formName}_${path.replaceAll('.', '_')}`)?.focus()
                }}
              >
                {labels[path] === undefined ? text : t('form.fieldError', { field: labels[path], error: text })}
              </a>
            </li>
          ))}
        </ul>
      )}
      {failure instanceof Problem && failure.requestId !== undefined && failure.status >= 500 && (
        <p className={styles.requestId}>{t('state.requestId', { id: failure.requestId })}</p>
      )}
    </div>
  )
}
