import type { ReactNode } from 'react'
import styles from './ListLayout.module.css'

/**
 * The body of a list page: header, filters or the bar for ticked rows, then the table, which scrolls inside its own
 * region on the desktop so that its header and the pager stay in sight.
 */
export function ListLayout({ header, bar, children }: { header: ReactNode; bar?: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.list}>
      {header}
      {bar}
      {children}
    </div>
  )
}

/** The bar in the place of the filters while rows are ticked. */
export function BulkBar({ text, actions }: { text: string; actions: ReactNode }) {
  return (
    <div className={styles.bulk} role="status">
      <span className={styles.bulkText}>{text}</span>
      <div className={styles.bulkActions}>{actions}</div>
    </div>
  )
}
