import { createContext, use, useId, useState, type ComponentProps, type FormEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem'
import { fieldText } from '../i18n/problemText'
import { ErrorSummary, type FieldError } from './ErrorSummary'
import styles from './SlimForm.module.css'

/** What a field needs to know of its form. */
interface FormState {
  id: string
  errors: readonly FieldError[]
}

const SlimFormContext = createContext<FormState>({ id: '', errors: [] })

interface SlimFormProps<Values extends object> {
  /** Sends the form; a thrown `Problem` is shown at its fields and in the summary. */
  onSubmit: (values: Values) => Promise<unknown>
  submitLabel: string
  /** Named in the summary: which label belongs to which path. */
  labels: Partial<Record<string, string>>
  children: ReactNode
}

/**
 * A form of plain inputs for the pages before login, which must load fast: it looks and behaves like `FormLayout`, but
 * brings no form library. Required fields are checked before sending, everything else by the server.
 */
export function SlimForm<Values extends object>({ onSubmit, submitLabel, labels, children }: SlimFormProps<Values>) {
  const { t } = useTranslation('ui')
  const id = useId().replace(/\W/g, '')
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [failure, setFailure] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  // Counts the tries: each new summary takes the focus again.
  const [round, setRound] = useState(0)

  const refuse = (found: readonly FieldError[], error?: unknown) => {
    setRound((n) => n + 1)
    setErrors(found)
    setFailure(error)
  }

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    const inputs = [...event.currentTarget.querySelectorAll<HTMLInputElement>('[data-field]')]
    const missing = inputs.filter((input) => input.getAttribute('aria-required') === 'true' && input.value.trim() === '')
    if (missing.length > 0) {
      refuse(missing.map((input) => ({ path: input.dataset.field ?? '', text: t('form.required') })))
      return
    }
    setBusy(true)
    setErrors([])
    setFailure(undefined)
    try {
      await onSubmit(Object.fromEntries(inputs.map(valueOf)) as Values)
    } catch (error) {
      refuse(error instanceof Problem ? error.fields.map((field) => ({ path: field.path, text: fieldText(field) })) : [], error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form id={id} noValidate className={styles.form} onSubmit={(event) => void submit(event)}>
      {(failure !== undefined || errors.length > 0) && (
        <ErrorSummary key={round} errors={errors} failure={failure} labels={labels} formName={id} />
      )}
      <SlimFormContext value={{ id, errors }}>{children}</SlimFormContext>
      <button type="submit" className={styles.submit} aria-busy={busy}>
        {submitLabel}
      </button>
    </form>
  )
}

function valueOf(input: HTMLInputElement): [string, string | boolean] {
  return [input.dataset.field ?? '', input.type === 'checkbox' ? input.checked : input.value]
}

interface SlimFieldProps extends Omit<ComponentProps<'input'>, 'id' | 'className' | 'required'> {
  /** Path of the value in what is sent. */
  field: string
  label: string
  hint?: string
}

/** A labelled, required line of text. */
export function SlimField({ field, label, hint, ...input }: SlimFieldProps) {
  const { id, errors } = use(SlimFormContext)
  const own = `${id}_${field}`
  const error = errors.find(({ path }) => path === field)
  return (
    <div className={styles.field}>
      <label htmlFor={own}>{label}</label>
      <input
        {...input}
        id={own}
        data-field={field}
        className={styles.input}
        aria-required="true"
        aria-invalid={error !== undefined}
        aria-describedby={error || hint ? `${own}_note` : undefined}
      />
      {(error || hint) && (
        <p id={`${own}_note`} className={error ? styles.error : styles.hint}>
          {error?.text ?? hint}
        </p>
      )}
    </div>
  )
}

/** A password that can be shown. */
export function SlimPassword(props: Omit<SlimFieldProps, 'type'>) {
  const { t } = useTranslation('ui')
  const [shown, setShown] = useState(false)
  return (
    <div className={styles.password}>
      <SlimField {...props} type={shown ? 'text' : 'password'} spellCheck={false} autoCapitalize="none" />
      <button type="button" className={styles.show} aria-pressed={shown} onClick={() => setShown(!shown)}>
        {t(shown ? 'form.hidePassword' : 'form.showPassword')}
      </button>
    </div>
  )
}

/** A box to tick, with its label as part of the target. */
export function SlimCheck({ field, label }: { field: string; label: string }) {
  return (
    <label className={styles.check}>
      <input type="checkbox" className="box" data-field={field} />
      {label}
    </label>
  )
}
