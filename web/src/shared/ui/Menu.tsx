import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { layerOf, useAnchored } from './anchored'
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

/**
 * A button that opens a menu: arrows, Home, End, first letters and Escape work, focus returns to the button. The menu
 * stands in a layer of its own, so that no scrolling box cuts it off, and closes when the page below it moves.
 */
export function MenuButton({ label, children, sections, className, align = 'end' }: MenuButtonProps) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  const id = useId()

  const close = () => {
    setOpen(false)
    button.current?.focus({ preventScroll: true })
  }
  useAnchored({ open, anchor: button, float: menu, side: 'below', align, onAway: close })

  useEffect(() => {
    if (!open) return undefined
    const outside = (event: PointerEvent) => {
      if (!(event.target instanceof Node)) return
      if (!root.current?.contains(event.target) && !menu.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    menu.current?.querySelector<HTMLElement>('[role^="menuitem"]')?.focus({ preventScroll: true })
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return
    if (event.key === 'Escape') {
      event.stopPropagation()
      close()
    }
    // From the button the focus goes on to what follows it.
    else if (event.key === 'Tab') close()
    else moveInMenu(event, menu.current)
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
      {open &&
        createPortal(
          <div ref={menu} id={id} role="menu" aria-label={label} className={styles.menu}>
            {sections.map((section) => (
              <Section key={section.id} section={section} close={close} />
            ))}
          </div>,
          // oxlint-disable-next-line react/refs -- open means that the button stands
          layerOf(button.current),
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
