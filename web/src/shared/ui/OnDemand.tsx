import { Suspense, useState, type ReactNode } from 'react'

/** Loads a lazy layer when it is opened for the first time and keeps it mounted afterwards, so that focus returns. */
export function OnDemand({ when, children }: { when: boolean; children: ReactNode }) {
  const [used, setUsed] = useState(when)
  if (when && !used) setUsed(true)
  return used ? <Suspense>{children}</Suspense> : null
}
