import type { ReactNode } from 'react'
import styles from './Facts.module.css'

export interface Fact {
  id: string
  label: string
  value: ReactNode
}

/** Facts that are read and not edited: the name at the left, the value beside it. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map((fact) => (
        <div key={fact.id} className={styles.fact}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
