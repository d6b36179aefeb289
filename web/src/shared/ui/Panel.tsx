import { useId, type ReactNode } from 'react'
import styles from './Panel.module.css'

/** A part of a page with a heading: one line around it, nothing inside it may be framed again. */
export function Panel({ title, note, actions, children }: { title: string; note?: string; actions?: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  )
}

/** One line inside a panel that has nothing to show: what would appear here. */
export function PanelEmpty({ text }: { text: string }) {
  return <p className={styles.empty}>{text}</p>
}
