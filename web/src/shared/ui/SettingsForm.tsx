import { Button, Form } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FormLayout, type ConflictHandling } from './FormLayout'
import { LeaveGuard } from './LeaveGuard'

interface SettingsFormProps<Values extends object> {
  /** What the server has; newer values replace the fields as long as nothing was changed here. */
  saved: Values
  onSave: (values: Values) => Promise<unknown>
  /** Labels by path, for the error summary. */
  labels: Partial<Record<string, string>>
  conflict?: ConflictHandling<Values>
  readOnly?: boolean
  children: ReactNode
}

/** A form of the settings: the bar with 保存 appears when something was changed; leaving then asks first. */
export function SettingsForm<Values extends object>({ saved, onSave, labels, conflict, readOnly = false, children }: SettingsFormProps<Values>) {
  const { t } = useTranslation('ui')
  const [form] = Form.useForm<Values>()
  const [dirty, setDirty] = useState(false)

  useEffect(() => {
    if (!dirty) form.setFieldsValue(saved as never)
  }, [form, saved, dirty])

  const save = async (values: Values) => {
    await onSave(values)
    setDirty(false)
  }
  const discard = () => {
    form.resetFields()
    form.setFieldsValue(saved as never)
    setDirty(false)
  }
  const handling = conflict && {
    ...conflict,
    onReload: async () => {
      await conflict.onReload()
      discard()
    },
    onOverwrite: async (values: Values) => {
      await conflict.onOverwrite(values)
      setDirty(false)
    },
  }
  return (
    <>
      <FormLayout<Values>
        form={form}
        initialValues={saved}
        labels={labels}
        submitLabel={t('save')}
        bar={dirty ? 'shown' : 'hidden'}
        secondary={<Button onClick={discard}>{t('discard')}</Button>}
        conflict={handling}
        readOnly={readOnly}
        onDirty={setDirty}
        onSubmit={save}
      >
        {children}
      </FormLayout>
      <LeaveGuard dirty={dirty} />
    </>
  )
}
