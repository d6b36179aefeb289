import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { teamsQuery } from './api'
import { teamPath } from './teamPath'

interface TeamSelectProps {
  /** From Form.Item. */
  id?: string
  value?: number | null
  onChange?: (value: number | null) => void
  placeholder: string
  /** Teams that may not be chosen. */
  without?: ReadonlySet<number>
  label?: string
  disabled?: boolean
}

/** Chooses one team by typing part of its name or of those above it. */
export function TeamSelect({ id, value, onChange, placeholder, without, label, disabled }: TeamSelectProps) {
  const teams = useQuery(teamsQuery)
  const all = teams.data ?? []
  const options = all.filter((team) => !without?.has(team.id)).map((team) => ({ value: team.id, label: teamPath(all, team.id) }))
  return (
    <Select<number>
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(disabled === undefined ? {} : { disabled })}
      style={{ minWidth: 120 }}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      loading={teams.isPending}
      placeholder={placeholder}
      value={value ?? null}
      options={options}
      popupMatchSelectWidth={label === undefined}
      onChange={(next) => onChange?.(next ?? null)}
    />
  )
}
