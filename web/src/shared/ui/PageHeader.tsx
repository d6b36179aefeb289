import { useEffect, useRef, type ReactNode } from 'react'
import { usePageTitle } from './title'
import styles from './PageHeader.module.css'

/** The head of a page: its one h1, an optional count, and actions on the right (at most one of them primary). */
export function PageHeader({ title, count, actions }: { title: string; count?: string; actions?: ReactNode }) {
  return (
    <div className={styles.header}>
      <PageTitle>{title}</PageTitle>
      {count !== undefined && <span className={styles.count}>{count}</span>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** The h1 of a page. It names the browser tab and takes the focus when the route has changed. */
export function PageTitle({ children }: { children: string }) {
  // The next record on the same page is a new heading too.
  return <Heading key={children} text={children} />
}

function Heading({ text }: { text: string }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { takeFocus } = usePageTitle(text)
  useEffect(() => {
    // A field of the new page that has the focus already keeps it.
    if (takeFocus() && !(document.activeElement instanceof HTMLInputElement)) heading.current?.focus({ preventScroll: true })
  }, [takeFocus])
  return (
    <h1 ref={heading} tabIndex={-1}>
      {text}
    </h1>
  )
}
