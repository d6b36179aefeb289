import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from '../ui/FilterBar.module.css'
import { teamsQuery } from './api'
import { teamPath } from './teamPath'

interface TeamSelectProps {
  /** From Form.Item. */
  id?: string
  value?: number | null
  onChange?: (value: number | null) => void
  placeholder?: string
  /** Teams that may not be chosen. */
  without?: ReadonlySet<number>
  /** The name of the filter, when it stands in a row of filters. */
  label?: string
  disabled?: boolean
}

/** Chooses one team by typing part of its name or of those above it. */
export function TeamSelect({ id, value, onChange, placeholder, without, label, disabled }: TeamSelectProps) {
  const { t } = useTranslation('ui')
  const teams = useQuery(teamsQuery)
  const all = teams.data ?? []
  const filter = label !== undefined
  const choices = all.filter((team) => !without?.has(team.id)).map((team) => ({ value: team.id, label: teamPath(all, team.id) }))
  const options = filter ? [{ value: 0, label: t('filter.all') }, ...choices] : choices
  return (
    <Select<number>
      {...(id === undefined ? {} : { id })}
      {...(filter ? { 'aria-label': label, prefix: <span className={styles.name}>{label}</span> } : { allowClear: true })}
      {...(disabled === undefined ? {} : { disabled })}
      style={{ minWidth: 120 }}
      showSearch={{ optionFilterProp: 'label' }}
      loading={teams.isPending}
      placeholder={placeholder ?? null}
      value={value ?? (filter ? 0 : null)}
      options={options}
      popupMatchSelectWidth={!filter}
      onChange={(next) => onChange?.(next || null)}
    />
  )
}
