import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useState } from 'react'
import { directoryQuery } from './api'

interface UserSelectProps {
  /** From Form.Item. */
  id?: string
  value?: number | null
  onChange?: (value: number | null) => void
  placeholder: string
  /** The person chosen at first, whose name the search may not bring. */
  known?: { id: number; name: string } | undefined
  label?: string
}

/** Chooses one colleague by name. */
export function UserSelect({ id, value, onChange, placeholder, known, label }: UserSelectProps) {
  const [q, setQ] = useState('')
  const found = useQuery(directoryQuery(q.trim()))
  const options = (found.data ?? [])
    .filter((person) => person.status !== 'disabled')
    .map((person) => ({ value: person.id, label: person.team_name ? `${person.name} · ${person.team_name}` : person.name }))
  if (known && !options.some((option) => option.value === known.id)) options.unshift({ value: known.id, label: known.name })
  return (
    <Select<number>
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      style={{ minWidth: 120 }}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={found.isFetching}
      placeholder={placeholder}
      value={value ?? null}
      options={options}
      popupMatchSelectWidth={label === undefined}
      onChange={(next) => {
        setQ('')
        onChange?.(next ?? null)
      }}
    />
  )
}
