import LeftOutlined from '@ant-design/icons/LeftOutlined'
import RightOutlined from '@ant-design/icons/RightOutlined'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon'
import styles from './Pager.module.css'

export const pageSizes = [20, 50, 100, 200] as const

export interface PagerProps {
  /** All rows behind the filters; undefined while unknown. */
  total?: number | undefined
  /** True when the server stopped counting at `total`: shown as 10,000+. */
  totalIsFloor?: boolean
  /** The number of the first row shown, from 1. */
  from?: number | undefined
  pageSize: number
  onPageSize: (size: number) => void
  /** Undefined on the first page. */
  onPrevious?: (() => void) | undefined
  /** Undefined on the last page. */
  onNext?: (() => void) | undefined
}

/** Previous and next by cursor, the size of a page, and how many rows there are. */
export function Pager({ total, totalIsFloor = false, from, pageSize, onPageSize, onPrevious, onNext }: PagerProps) {
  const { t } = useTranslation('ui')
  const last = from === undefined ? 0 : Math.min(from + pageSize - 1, total ?? from + pageSize - 1)
  return (
    <nav className={styles.pager} aria-label={t('pager.label')}>
      <span className={styles.count}>
        {total !== undefined && t(totalIsFloor ? 'pager.totalFloor' : 'pager.total', { count: total })}
        {from !== undefined && total !== undefined && total > 0 && <span className={styles.range}>{t('pager.range', { from, to: last })}</span>}
      </span>
      <label className={styles.size}>
        <span className={styles.sizeLabel}>{t('pager.size')}</span>
        <select className={styles.select} value={pageSize} onChange={(event) => onPageSize(Number(event.target.value))}>
          {pageSizes.map((size) => (
            <option key={size} value={size}>
              {size}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className={styles.button} disabled={!onPrevious} onClick={onPrevious} aria-label={t('pager.previous')} title={t('pager.previous')}>
        <Icon of={LeftOutlined} />
      </button>
      <button type="button" className={styles.button} disabled={!onNext} onClick={onNext} aria-label={t('pager.next')} title={t('pager.next')}>
        <Icon of={RightOutlined} />
      </button>
    </nav>
  )
}
