import { formatDateText, formatWeekday } from '@shared/format/time'
import { Dialog } from '@shared/ui/Dialog'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { toasts } from '@shared/ui/toastStore'
import { calendarQuery, type WorkCalendar } from '@shared/workcalendar/api'
import type { DayCell } from '@shared/workcalendar/months'
import { useQueryClient } from '@tanstack/react-query'
import { Form, Input, Radio } from 'antd'
import { useTranslation } from 'react-i18next'
import { setDay, type DayInput } from './api'
import styles from './calendar.module.css'

/** Says what one day is for this company, whatever the official notice says. */
export function DayDialog({ cell, calendar, onClose }: { cell: DayCell | undefined; calendar: WorkCalendar; onClose: () => void }) {
  const { t, i18n } = useTranslation('calendar')
  const date = cell ? formatDateText(cell.date, i18n.language) : ''
  const weekday = cell ? formatWeekday(cell.date, i18n.language) : ''
  return (
    <Dialog open={cell !== undefined} title={t('dayTitle', { date, weekday })} onClose={onClose}>
      {cell && <DayForm key={cell.date} cell={cell} calendar={calendar} onClose={onClose} />}
    </Dialog>
  )
}

interface Values {
  kind: DayInput['kind']
  name?: string
}

function DayForm({ cell, calendar, onClose }: { cell: DayCell; calendar: WorkCalendar; onClose: () => void }) {
  const { t } = useTranslation('calendar')
  const client = useQueryClient()
  const [form] = Form.useForm<Values>()
  const kind = Form.useWatch('kind', form) ?? kindOf(cell)
  const save = async (version: number, values: Values) => {
    await setDay(version, cell.date, values.kind === 'normal' ? { kind: 'normal' } : { kind: values.kind, name: values.name?.trim() ?? '' })
    onClose()
    toasts.done(t('daySaved', { date: cell.date }))
    await client.invalidateQueries({ queryKey: ['calendar'] })
  }
  return (
    <FormLayout<Values>
      form={form}
      submitLabel={t('save')}
      labels={{ kind: t('kind'), name: t('name'), date: t('date') }}
      initialValues={{ kind: kindOf(cell), name: cell.name }}
      onSubmit={(values) => save(calendar.version, values)}
      conflict={{
        subject: { kind: 'calendar', id: 1 },
        onReload: async () => {
          onClose()
          await client.invalidateQueries({ queryKey: ['calendar'] })
        },
        onOverwrite: async (values) => save((await client.fetchQuery({ ...calendarQuery(calendar.year.year), staleTime: 0 })).version, values),
      }}
    >
      <Field name="kind" label={t('kind')}>
        <Radio.Group
          className={styles.kinds}
          options={[
            { value: 'holiday', label: t('kind.holiday') },
            { value: 'workday', label: t('kind.workday') },
            { value: 'normal', label: t('kind.normal') },
          ]}
        />
      </Field>
      {kind !== 'normal' && (
        <Field name="name" label={t('name')} hint={t('nameHint')} required>
          <Input autoComplete="off" />
        </Field>
      )}
    </FormLayout>
  )
}

function kindOf(cell: DayCell): DayInput['kind'] {
  return cell.mark === 'holiday' || cell.mark === 'workday' ? cell.mark : 'normal'
}
