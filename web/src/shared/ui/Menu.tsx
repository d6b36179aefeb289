import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Icon, type IconType } from './Icon'
import styles from './Menu.module.css'

/** One entry of a menu: a link to a page or something to do. `checked` makes it a choice. */
export interface MenuItem {
  id: string
  label: string
  icon?: IconType
  hint?: string
  checked?: boolean
  disabled?: boolean
  danger?: boolean
  onSelect: () => void
}

/** Items between two separators. */
export interface MenuSection {
  id: string
  label?: string
  items: readonly MenuItem[]
}

interface MenuButtonProps {
  /** The accessible name of the button. */
  label: string
  /** What the button shows. */
  children: ReactNode
  sections: readonly MenuSection[]
  className?: string | undefined
  /** Which edge of the button the menu keeps to. */
  align?: 'start' | 'end'
}

/** A button that opens a menu: arrows, Home, End, first letters and Escape work, focus returns to the button. */
export function MenuButton({ label, children, sections, className, align = 'end' }: MenuButtonProps) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()

  useEffect(() => {
    if (!open) return undefined
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    root.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus()
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])

  const close = () => {
    setOpen(false)
    button.current?.focus()
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    } else if (event.key === 'Tab') setOpen(false)
    else moveInMenu(event, root.current)
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys of the menu and its button bubble up here
    <div ref={root} className={styles.root} onKeyDown={onKeyDown}>
      <button
        ref={button}
        type="button"
        className={className ?? styles.button}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        title={label}
        onClick={() => setOpen((was) => !was)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || open) return
          event.preventDefault()
          setOpen(true)
        }}
      >
        {children}
      </button>
      {open && (
        <div id={id} role="menu" aria-label={label} className={styles.menu} data-align={align}>
          {sections.map((section) => (
            <Section key={section.id} section={section} close={close} />
          ))}
        </div>
      )}
    </div>
  )
}

function Section({ section, close }: { section: MenuSection; close: () => void }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/prefer-tag-over-role -- a menu has groups
    <div role="group" aria-label={section.label} className={styles.section}>
      {section.label && (
        <div className={styles.label} aria-hidden="true">
          {section.label}
        </div>
      )}
      {section.items.map((item) => (
        <button
          key={item.id}
          type="button"
          role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={item.checked}
          aria-disabled={item.disabled}
          tabIndex={-1}
          className={styles.item}
          data-danger={item.danger}
          onClick={() => {
            if (item.disabled) return
            close()
            item.onSelect()
          }}
        >
          {item.icon && <Icon of={item.icon} />}
          <span className={styles.itemLabel}>{item.label}</span>
          {item.hint && <kbd aria-hidden="true">{item.hint}</kbd>}
          {item.checked !== undefined && <span className={styles.mark} aria-hidden="true" data-on={item.checked} />}
        </button>
      ))}
    </div>
  )
}

function moveInMenu(event: KeyboardEvent, root: HTMLElement | null): void {
  const items = [...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  const at = items.findIndex((item) => item === document.activeElement)
  const to = nextIndex(event.key, at, items)
  if (to === undefined) return
  event.preventDefault()
  items[to]?.focus()
}

function nextIndex(key: string, at: number, items: readonly HTMLElement[]): number | undefined {
  if (key === 'ArrowDown') return (at + 1) % items.length
  if (key === 'ArrowUp') return (at - 1 + items.length) % items.length
  if (key === 'Home') return 0
  if (key === 'End') return items.length - 1
  if (key.length !== 1 || key === ' ') return undefined
  const starts = (item: HTMLElement) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()) ?? false
  const after = items.findIndex((item, i) => i > at && starts(item))
  const found = after >= 0 ? after : items.findIndex(starts)
  return found >= 0 ? found : undefined
}
