import { Fragment } from 'react'
import type { Column, DataTableProps } from './DataTable'
import styles from './RowList.module.css'
import { SkeletonLine } from './Skeleton'

/** The phone shape of a table: the name, a second line of facts, and what matters most at the right. */
export function RowList<Row>(props: DataTableProps<Row>) {
  const { caption, rows, rowKey, refreshing = false } = props
  if (rows === undefined) return <ListSkeleton />
  return (
    <ul className={styles.list} aria-label={caption} data-refreshing={refreshing}>
      {rows.map((row) => (
        <li key={rowKey(row)} className={styles.row}>
          <RowContent row={row} {...props} />
        </li>
      ))}
    </ul>
  )
}

function RowContent<Row>({ row, columns, actions }: DataTableProps<Row> & { row: Row }) {
  const title = columns[0]
  const meta = columns.filter((column) => column.phone === 'meta')
  const end = columns.filter((column) => column.phone === 'end')
  return (
    <>
      <div className={styles.body}>
        <div className={styles.title}>{title?.cell(row)}</div>
        <div className={styles.meta}>
          <MetaLine row={row} columns={meta} />
        </div>
      </div>
      {end.length > 0 && (
        <div className={styles.end}>
          {end.map((column) => (
            <div key={column.id}>{column.cell(row)}</div>
          ))}
        </div>
      )}
      {actions && <div className={styles.actions}>{actions(row)}</div>}
    </>
  )
}

/** What tables show for a missing value; the line of facts leaves it out. */
const missing = '–'

function MetaLine<Row>({ row, columns }: { row: Row; columns: readonly Column<Row>[] }) {
  const known = columns.filter((column) => column.cell(row) !== missing)
  return known.map((column, index) => (
    <Fragment key={column.id}>
      {index > 0 && <span aria-hidden="true"> · </span>}
      <span className="visually-hidden">{column.header} </span>
      {column.cell(row)}
    </Fragment>
  ))
}

function ListSkeleton() {
  return (
    <div className={styles.list} aria-hidden="true">
      {[60, 45, 70, 55, 65, 50].map((width) => (
        <div key={width} className={styles.row}>
          <div className={styles.body}>
            <SkeletonLine width={`${width}%`} />
            <SkeletonLine width="35%" />
          </div>
        </div>
      ))}
    </div>
  )
}
