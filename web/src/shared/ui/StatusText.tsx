import type { ReactNode } from 'react'
import styles from './StatusText.module.css'

export type Tone = 'neutral' | 'accent' | 'success' | 'warning' | 'danger' | 'muted'

/** A state in words; the colour only repeats what the words say. */
export function StatusText({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.text} data-tone={tone}>
      {children}
    </span>
  )
}

/** A short mark such as a grade: a letter or a word on a tint. */
export function Tag({ tone = 'neutral', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {children}
    </span>
  )
}
