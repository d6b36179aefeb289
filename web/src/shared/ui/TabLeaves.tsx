import type { KeyboardEvent, ReactNode } from 'react'

const leave = (event: KeyboardEvent) => {
  if (event.key === 'Tab') event.stopPropagation()
}

/**
 * Around a list box that takes several values: Tab goes to the next field. Without it antd's Tab ticks the option that
 * happens to be active, which may be a role that nobody meant to give.
 */
export function TabLeaves({ children }: { children: ReactNode }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- it only keeps a key from the list inside
    <div onKeyDownCapture={leave}>{children}</div>
  )
}
