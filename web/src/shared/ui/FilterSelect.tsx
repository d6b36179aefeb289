import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from './FilterBar.module.css'

interface FilterSelectProps<Value extends string> {
  /** The name of the filter, read as the name of the box; its first choice says: all. */
  label: string
  value: Value | undefined
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value | undefined) => void
}

const all = ''

/** A quick filter with one choice. */
export function FilterSelect<Value extends string>({ label, value, options, onChange }: FilterSelectProps<Value>) {
  const { t } = useTranslation('ui')
  return (
    <Select<Value | typeof all>
      aria-label={label}
      prefix={<span className={styles.name}>{label}</span>}
      value={value ?? all}
      options={[{ value: all, label: t('filter.all') }, ...options]}
      popupMatchSelectWidth={false}
      style={{ minWidth: 120 }}
      onChange={(next) => onChange(next === all ? undefined : next)}
    />
  )
}
