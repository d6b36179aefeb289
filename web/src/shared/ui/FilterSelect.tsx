import { Select } from 'antd'

interface FilterSelectProps<Value extends string> {
  /** The name of the filter: shown while nothing is chosen and read as the name of the box. */
  label: string
  value: Value | undefined
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value | undefined) => void
}

/** A quick filter with one choice; empty means all. */
export function FilterSelect<Value extends string>({ label, value, options, onChange }: FilterSelectProps<Value>) {
  return (
    <Select<Value>
      aria-label={label}
      placeholder={label}
      value={value ?? null}
      allowClear
      options={[...options]}
      popupMatchSelectWidth={false}
      style={{ minWidth: 120 }}
      onChange={(next) => onChange(next ?? undefined)}
    />
  )
}
