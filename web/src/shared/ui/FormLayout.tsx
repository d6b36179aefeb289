import { Button, Form, type FormInstance } from 'antd'
import { lazy, Suspense, useId, useState, type ReactElement, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../api/problem'
import { fieldText } from '../i18n/problemText'
import type { RecordRef } from '../session/RecordConflict'
import { ErrorSummary, type FieldError } from './ErrorSummary'
import styles from './FormLayout.module.css'
import { useMarkUnsaved } from './unsaved'

/** Needed seldom, and not before login. */
const RecordConflict = lazy(async () => ({ default: (await import('../session/RecordConflict')).RecordConflict }))

/** What happens when somebody else saved first (412). */
export interface ConflictHandling<Values> {
  subject: RecordRef
  /** Takes the record as it is now. */
  onReload: () => unknown
  /** Saves over it, with the present version. */
  onOverwrite: (values: Values) => Promise<unknown>
}

interface FormLayoutProps<Values extends object> {
  form?: FormInstance<Values>
  initialValues?: Partial<Values>
  /** Sends the form; a thrown `Problem` is shown at its fields and in the summary. */
  onSubmit: (values: Values) => Promise<unknown>
  submitLabel: string
  /** Beside the submit button, for example a cancel button. */
  secondary?: ReactNode
  /** Fills the width with the submit button (login and other small pages). */
  wide?: boolean
  /** Named in the summary: which label belongs to which path. Paths without one are shown by their text alone. */
  labels: Partial<Record<string, string>>
  /** The buttons as a bar at the lower edge, shown only when there is something to save. */
  bar?: 'shown' | 'hidden'
  conflict?: ConflictHandling<Values> | undefined
  /** Shows the values without letting anybody change them. */
  readOnly?: boolean
  /** Says whether something was changed since the form was filled. */
  onDirty?: (dirty: boolean) => void
  children: ReactNode
}

/**
 * A form of at most 720 px. The server decides what is valid: its field errors appear at their fields and in a summary
 * that takes the focus and links to each field. Ctrl/⌘+Enter submits.
 */
export function FormLayout<Values extends object>(props: FormLayoutProps<Values>) {
  const { submitLabel, secondary, wide, bar, labels, onSubmit, children, initialValues, onDirty, conflict, readOnly = false } = props
  const { t } = useTranslation('ui')
  const [ownForm] = Form.useForm<Values>()
  const form = props.form ?? ownForm
  const name = useId().replace(/\W/g, '')
  const [errors, setErrors] = useState<readonly FieldError[]>([])
  const [failure, setFailure] = useState<unknown>()
  const [stale, setStale] = useState<Values>()
  const [busy, setBusy] = useState(false)
  // Counts the tries: each new summary takes the focus again.
  const [round, setRound] = useState(0)
  const markUnsaved = useMarkUnsaved()

  const submit = async (values: Values, send: (values: Values) => Promise<unknown>) => {
    if (busy) return
    setBusy(true)
    setErrors([])
    setFailure(undefined)
    setStale(undefined)
    // What closes the form after a success must not be asked; what fails holds its changes still.
    markUnsaved(false)
    try {
      await send(values)
    } catch (error) {
      markUnsaved(true)
      if (conflict && error instanceof Problem && error.status === 412) {
        setStale(values)
        return
      }
      setRound((n) => n + 1)
      setErrors(showFieldErrors(form, error))
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Form<Values>
      form={form}
      name={name}
      layout="vertical"
      // Where every field is required, the marks say nothing.
      requiredMark={!wide}
      // The server says what is wrong, in the reader's language.
      noValidate
      className={styles.form}
      {...(initialValues ? { initialValues: initialValues as Values } : {})}
      validateTrigger="onSubmit"
      onValuesChange={() => {
        markUnsaved(true)
        onDirty?.(true)
      }}
      disabled={readOnly}
      onFinish={(values) => void submit(values, onSubmit)}
      onFinishFailed={({ errorFields }) => {
        setRound((n) => n + 1)
        setFailure(undefined)
        setErrors(errorFields.map((field) => ({ path: field.name.join('.'), text: field.errors[0] ?? '' })))
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) form.submit()
      }}
    >
      {(failure !== undefined || errors.length > 0) && (
        <ErrorSummary key={round} errors={errors} failure={failure} labels={labels} formName={name} />
      )}
      {stale && conflict && (
        <Suspense>
          <RecordConflict
            subject={conflict.subject}
            onReload={async () => {
              await conflict.onReload() // the notice goes when the fields show the other's values
              setStale(undefined)
            }}
            onOverwrite={() => void submit(stale, conflict.onOverwrite)}
          />
        </Suspense>
      )}
      {children}
      <div className={wide ? styles.wideActions : styles.actions} data-bar={bar} hidden={bar === 'hidden' || readOnly}>
        {bar && <span className={styles.barText}>{t('form.unsaved')}</span>}
        <Button type="primary" htmlType="submit" block={wide ?? false} loading={busy ? { delay: 200 } : false}>
          {submitLabel}
        </Button>
        {secondary}
      </div>
    </Form>
  )
}

/** Puts the server's field errors at their fields; returns them for the summary. */
function showFieldErrors<Values extends object>(form: FormInstance<Values>, error: unknown): FieldError[] {
  if (!(error instanceof Problem)) return []
  const errors = error.fields.map((field) => ({ path: field.path, text: fieldText(field) }))
  for (const { path, text } of errors) {
    form.setFields([{ name: path.split('.') as never, errors: [text] }])
  }
  return errors
}

interface FieldProps {
  name: string | string[]
  label: string
  /** Below the field: what it is for, which form it has. */
  hint?: ReactNode
  required?: boolean
  /** For a switch or a checkbox. */
  valueProp?: 'value' | 'checked'
  children: ReactElement
}

/** A labelled field. Required fields are checked before sending, everything else by the server. */
export function Field({ name, label, hint, required = false, valueProp = 'value', children }: FieldProps) {
  const { t } = useTranslation('ui')
  return (
    <Form.Item
      name={name}
      label={label}
      {...(hint === undefined ? {} : { extra: hint })}
      required={required}
      valuePropName={valueProp}
      rules={required ? [{ required: true, message: t('form.required') }] : []}
    >
      {children}
    </Form.Item>
  )
}
