import { useTranslation } from 'react-i18next'
import type { ReactNode } from 'react'
import { useIsPhone } from '../theme/media'
import styles from './DataTable.module.css'
import { Pager, type PagerProps } from './Pager'
import { RowList } from './RowList'
import { SkeletonLine } from './Skeleton'
import { ErrorState } from './States'

/** A column reads its row through functions, so that a renamed field fails the type check. */
export interface Column<Row> {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** Numbers stand at the end. */
  align?: 'start' | 'end'
  /** In px; without it the column takes what is left. */
  width?: number
  sortable?: boolean
  /** Where the value stands in the two-line row of the phone; without it only on the desktop. */
  phone?: 'meta' | 'end'
}

/** The order of the rows, by the id of a column. */
export interface Sort {
  by: string
  desc: boolean
}

export type RowKey = string | number

/** The rows that the person ticked. */
export interface Selection {
  keys: ReadonlySet<RowKey>
  onChange: (keys: ReadonlySet<RowKey>) => void
}

export interface DataTableProps<Row> {
  /** What the table lists; read by screen readers. */
  caption: string
  /** The first column names the row and holds its link. */
  columns: readonly Column<Row>[]
  /** Undefined until the first answer came. */
  rows: readonly Row[] | undefined
  rowKey: (row: Row) => RowKey
  /** The name of a row, for its checkbox and its actions. */
  rowName: (row: Row) => string
  /** True while newer rows are on the way: the present ones are dimmed. */
  refreshing?: boolean
  error?: unknown
  onRetry?: () => void
  /** Shown instead of rows: Empty or EmptyFiltered. */
  empty: ReactNode
  sort?: Sort | undefined
  onSort?: (sort: Sort) => void
  selection?: Selection
  /** Buttons at the end of the row; on the phone at the right. */
  actions?: (row: Row) => ReactNode
  pager?: PagerProps
}

/** A real table with all its states; below 768 px a list of two-line rows. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const isPhone = useIsPhone()
  if (props.error !== undefined && props.error !== null) {
    return (
      <div className={styles.frame}>
        <ErrorState error={props.error} onRetry={props.onRetry} />
      </div>
    )
  }
  const isEmpty = props.rows?.length === 0
  return (
    <div className={styles.frame} aria-busy={props.rows === undefined || props.refreshing === true}>
      {isEmpty ? props.empty : isPhone ? <RowList {...props} /> : <Grid {...props} />}
      {props.pager && !isEmpty && <Pager {...props.pager} />}
    </div>
  )
}

function Grid<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, refreshing = false, selection, actions } = props
  const { t } = useTranslation('ui')
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className={styles.scroll} role="region" aria-label={caption} tabIndex={0}>
      <table className={styles.table} data-refreshing={refreshing}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {selection && (
              <th scope="col" className={styles.check}>
                <SelectAll rows={rows ?? []} rowKey={props.rowKey} selection={selection} />
              </th>
            )}
            {columns.map((column, index) => (
              <HeaderCell key={column.id} column={column} first={index === 0} sort={props.sort} onSort={props.onSort} checks={selection !== undefined} />
            ))}
            {actions && (
              <th scope="col" className={styles.actionHead}>
                <span className="visually-hidden">{t('table.actions')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>{rows === undefined ? <SkeletonRows {...props} /> : rows.map((row) => <BodyRow key={props.rowKey(row)} row={row} {...props} />)}</tbody>
      </table>
    </div>
  )
}

interface HeaderCellProps<Row> {
  column: Column<Row>
  first: boolean
  checks: boolean
  sort: Sort | undefined
  onSort: ((sort: Sort) => void) | undefined
}

function HeaderCell<Row>({ column, first, checks, sort, onSort }: HeaderCellProps<Row>) {
  const sorted = sort?.by === column.id
  const direction = sorted ? (sort.desc ? 'descending' : 'ascending') : 'none'
  return (
    <th
      scope="col"
      className={first ? styles.first : undefined}
      data-checks={checks}
      data-align={column.align}
      style={column.width === undefined ? undefined : { width: column.width, minWidth: column.width }}
      aria-sort={column.sortable && onSort ? direction : undefined}
    >
      {column.sortable && onSort ? (
        <button type="button" className={styles.sort} onClick={() => onSort({ by: column.id, desc: sorted && !sort.desc })}>
          {column.header}
          <span className={styles.arrow} data-direction={direction} aria-hidden="true" />
        </button>
      ) : (
        column.header
      )}
    </th>
  )
}

function BodyRow<Row>({ row, columns, rowKey, rowName, selection, actions }: DataTableProps<Row> & { row: Row }) {
  const { t } = useTranslation('ui')
  const key = rowKey(row)
  const selected = selection?.keys.has(key) ?? false
  const [first, ...rest] = columns
  return (
    <tr data-selected={selected}>
      {selection && (
        <td className={styles.check}>
          <input
            type="checkbox"
            className="box"
            aria-label={t('table.selectRow', { name: rowName(row) })}
            checked={selected}
            onChange={() => selection.onChange(toggled(selection.keys, [key], !selected))}
          />
        </td>
      )}
      {first && (
        <th scope="row" className={styles.first} data-checks={selection !== undefined} data-align={first.align}>
          {first.cell(row)}
        </th>
      )}
      {rest.map((column) => (
        <td key={column.id} data-align={column.align}>
          {column.cell(row)}
        </td>
      ))}
      {actions && <td className={styles.actions}>{actions(row)}</td>}
    </tr>
  )
}

function SelectAll<Row>({ rows, rowKey, selection }: { rows: readonly Row[]; rowKey: (row: Row) => RowKey; selection: Selection }) {
  const { t } = useTranslation('ui')
  const keys = rows.map(rowKey)
  const count = keys.filter((key) => selection.keys.has(key)).length
  const all = count > 0 && count === keys.length
  return (
    <input
      type="checkbox"
      className="box"
      aria-label={t('table.selectAll')}
      checked={all}
      disabled={keys.length === 0}
      ref={(box) => {
        if (box) box.indeterminate = count > 0 && !all
      }}
      onChange={() => selection.onChange(toggled(selection.keys, keys, !all))}
    />
  )
}

function toggled(keys: ReadonlySet<RowKey>, changed: readonly RowKey[], on: boolean): ReadonlySet<RowKey> {
  const next = new Set(keys)
  for (const key of changed) {
    if (on) next.add(key)
    else next.delete(key)
  }
  return next
}

const skeletonRows = 8
const empty = '\u00a0'

function SkeletonRows<Row>({ columns, selection, actions }: DataTableProps<Row>) {
  return Array.from({ length: skeletonRows }, (_unused, row) => (
    <tr key={row} aria-hidden="true">
      {selection && <td className={styles.check}>{empty}</td>}
      {columns.map((column, index) => (
        <td key={column.id} data-align={column.align}>
          <SkeletonLine width={index === 0 ? '70%' : `${40 + ((row + index) % 3) * 15}%`} />
        </td>
      ))}
      {actions && <td>{empty}</td>}
    </tr>
  ))
}
