import CloseOutlined from '@ant-design/icons/CloseOutlined'
import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcut } from '../keyboard/useShortcut'
import styles from './FilterBar.module.css'
import { Icon } from './Icon'

/** A filter that is on, as a chip that takes it away again. */
export interface FilterChip {
  id: string
  label: string
  onRemove: () => void
}

interface FilterBarProps {
  search?: SearchProps
  /** Quick filters, at most four. */
  filters?: ReactNode
  chips?: readonly FilterChip[]
  onClear?: () => void
}

/** Row 2 of a list: search, quick filters, and the filters that are on. */
export function FilterBar({ search, filters, chips = [], onClear }: FilterBarProps) {
  const { t } = useTranslation('ui')
  return (
    <div className={styles.bar} role="search">
      {search && <SearchField {...search} />}
      {filters}
      {chips.length > 0 && (
        <ul className={styles.chips} aria-label={t('filter.active')}>
          {chips.map((chip) => (
            <li key={chip.id} className={styles.chip}>
              {chip.label}
              <button type="button" className={styles.remove} aria-label={t('filter.remove', { filter: chip.label })} onClick={chip.onRemove}>
                <Icon of={CloseOutlined} />
              </button>
            </li>
          ))}
        </ul>
      )}
      {chips.length > 0 && onClear && (
        <button type="button" className={styles.clear} onClick={onClear}>
          {t('filter.clear')}
        </button>
      )}
    </div>
  )
}

interface SearchProps {
  label: string
  value: string
  onChange: (value: string) => void
}

const pauseMs = 250

/** Searches after a pause in typing, never in the middle of a Chinese word. `/` jumps here. */
export function SearchField({ label, value, onChange }: SearchProps) {
  const { t } = useTranslation('ui')
  const input = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState(value)
  const [shown, setShown] = useState(value)
  const [composing, setComposing] = useState(false)
  if (shown !== value) {
    // The value changed outside, for example by "clear filters".
    setShown(value)
    setDraft(value)
  }

  useShortcut('/', t('filter.searchKey'), () => input.current?.focus())
  useEffect(() => {
    if (composing || draft === value) return undefined
    const timer = setTimeout(() => onChange(draft), pauseMs)
    return () => clearTimeout(timer)
  }, [draft, value, composing, onChange])

  return (
    <label className={styles.search}>
      <Icon of={SearchOutlined} />
      <input
        ref={input}
        type="search"
        className={styles.input}
        aria-label={label}
        placeholder={label}
        enterKeyHint="search"
        autoComplete="off"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onCompositionStart={() => setComposing(true)}
        onCompositionEnd={() => setComposing(false)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !event.nativeEvent.isComposing) onChange(draft)
        }}
      />
    </label>
  )
}
