import type { ChangeEvent } from 'react'
import styles from './CheckBox.module.css'

interface CheckBoxProps {
  label: string
  /** Given by Field with valueProp="checked". */
  id?: string
  checked?: boolean
  onChange?: (event: ChangeEvent<HTMLInputElement>) => void
}

/** A box to tick, with its label as part of the target. */
export function CheckBox({ label, id, checked = false, onChange }: CheckBoxProps) {
  return (
    <label className={styles.label}>
      <input type="checkbox" className="box" id={id} checked={checked} onChange={onChange} />
      {label}
    </label>
  )
}
