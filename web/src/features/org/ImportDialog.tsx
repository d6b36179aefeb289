import { Drawer } from '@shared/ui/Dialog'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { importYear, type ImportInput } from './api'
import styles from './calendar.module.css'
import { atFile } from './importErrors'

interface ImportDialogProps {
  open: boolean
  /** The year that is shown. */
  year: number
  onClose: () => void
  onDone: (year: number) => void
}

type Preview = Awaited<ReturnType<typeof importYear>>

/** Imports the days of a year: first what the file says, then the import itself. */
export function ImportDialog({ open, year, onClose, onDone }: ImportDialogProps) {
  const { t } = useTranslation('calendar')
  return (
    <Drawer open={open} title={t('import')} onClose={onClose}>
      {open && <ImportForm year={year} onClose={onClose} onDone={onDone} />}
    </Drawer>
  )
}

type Values = Pick<ImportInput, 'year' | 'format' | 'text'> & { source?: { title?: string; number?: string; url?: string } }

function ImportForm({ year, onClose, onDone }: Omit<ImportDialogProps, 'open'>) {
  const { t } = useTranslation('calendar')
  const client = useQueryClient()
  const [form] = Form.useForm<Values>()
  const [preview, setPreview] = useState<Preview>()
  const submit = async (values: Values) => {
    const body: ImportInput = { year: values.year, format: values.format, text: values.text, ...sourceOf(values) }
    if (!preview) {
      setPreview(await importYear(body, 'preview'))
      return
    }
    const done = await importYear(body, 'import')
    onClose()
    toasts.done(t('imported', { year: String(done.year), count: done.days }))
    await client.invalidateQueries({ queryKey: ['calendar'] })
    onDone(done.year)
  }
  const readFile = async (file: File | undefined) => {
    if (!file) return
    form.setFieldsValue({ text: await file.text(), format: /\.json$/i.test(file.name) ? 'json' : 'csv' })
    setPreview(undefined)
  }
  return (
    <FormLayout<Values>
      form={form}
      submitLabel={t(preview ? 'importNow' : 'preview')}
      labels={{ year: t('import.year'), format: t('import.format'), text: t('import.text'), 'source.title': t('import.title'), 'source.number': t('import.number'), 'source.url': t('import.url') }}
      initialValues={{ year, format: 'csv' }}
      onDirty={() => setPreview(undefined)}
      onSubmit={async (values) => {
        try {
          await submit(values)
        } catch (error) {
          throw atFile(error)
        }
      }}
      {...(preview ? { secondary: <Button onClick={() => setPreview(undefined)}>{t('import.change')}</Button> } : {})}
    >
      <Field name="year" label={t('import.year')} required>
        <InputNumber inputMode="numeric" />
      </Field>
      <Field name="format" label={t('import.format')}>
        <Radio.Group
          options={[
            { value: 'csv', label: 'CSV' },
            { value: 'json', label: 'JSON' },
          ]}
        />
      </Field>
      <label className={styles.file}>
        {t('import.file')}
        <input type="file" className="visually-hidden" accept=".csv,.json,text/csv,application/json" onChange={(event) => void readFile(event.target.files?.[0])} />
      </label>
      <Field name="text" label={t('import.text')} hint={t('import.textHint')} required>
        <Input.TextArea rows={6} spellCheck={false} />
      </Field>
      <Field name={['source', 'title']} label={t('import.title')} hint={t('import.titleHint')}>
        <Input autoComplete="off" />
      </Field>
      <Field name={['source', 'number']} label={t('import.number')}>
        <Input autoComplete="off" />
      </Field>
      <Field name={['source', 'url']} label={t('import.url')}>
        <Input type="url" inputMode="url" autoComplete="off" />
      </Field>
      {preview && <PreviewList preview={preview} />}
    </FormLayout>
  )
}

/** Only the parts of the source that were filled in. */
function sourceOf({ source }: Values): Pick<ImportInput, 'source'> {
  const filled = Object.entries(source ?? {}).filter(([, value]) => value?.trim())
  return filled.length > 0 ? { source: Object.fromEntries(filled) } : {}
}

function PreviewList({ preview }: { preview: Preview }) {
  const { t } = useTranslation('calendar')
  return (
    <section aria-label={t('preview')} className={styles.preview}>
      <Notice kind="info">{t('import.found', { year: String(preview.year), count: preview.days })}</Notice>
      <ul>
        {preview.preview.map((day) => (
          <li key={day.date}>{t(day.kind === 'holiday' ? 'import.holiday' : 'import.workday', { date: day.date, name: day.name })}</li>
        ))}
      </ul>
    </section>
  )
}
