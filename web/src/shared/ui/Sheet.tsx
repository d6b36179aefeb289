import { useBlocker } from '@tanstack/react-router'
import { useCallback, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'
import styles from './Sheet.module.css'

/** Opens and closes a sheet. */
export interface SheetHandle {
  open: () => void
  close: () => void
}

interface SheetProps {
  ref: Ref<SheetHandle>
  label: string
  /** `bottom` rises from the lower edge (phone); `top` hangs below the top bar (palette). */
  place?: 'bottom' | 'top'
  onClose?: () => void
  children: (close: () => void) => ReactNode
}

/**
 * A light layer on the native dialog element, which traps the focus, closes on Escape and gives the focus back. Do not
 * put antd pickers into it: they open below the browser's top layer; use Dialog or Drawer there.
 */
export function Sheet({ ref, label, place = 'bottom', onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const close = useCallback(() => dialog.current?.close(), [])
  useBlocker({
    // Back closes what lies above the page, and nothing else.
    shouldBlockFn: ({ action }) => {
      if (action !== 'BACK' || !dialog.current?.open) return false
      close()
      return true
    },
    enableBeforeUnload: false,
  })
  useImperativeHandle(ref, () => ({ open: () => dialog.current?.showModal(), close }), [close])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Escape closes it natively
    <dialog
      ref={dialog}
      className={styles.sheet}
      data-place={place}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) close()
      }}
    >
      {/* oxlint-disable-next-line react/refs -- close reads the ref only when it is called */}
      {children(close)}
    </dialog>
  )
}
