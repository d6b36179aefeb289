import type { ComponentType } from 'react'
import styles from './Icon.module.css'

/** The part of an icon component that we use. */
export type IconType = ComponentType<{ className?: string }>

/** An icon that screen readers skip: the text beside it, or the label of its button, carries the name. */
export function Icon({ of: Of, large = false }: { of: IconType; large?: boolean }) {
  return (
    <span aria-hidden="true" className={large ? styles.large : styles.icon}>
      <Of />
    </span>
  )
}
