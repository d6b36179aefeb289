import { useState } from 'react'

interface CursorInput {
  /** The cursor of the page that is shown, from the address; undefined for the first page. */
  cursor: string | undefined
  /** The cursor of the next page, from the last answer. */
  next: string | undefined
  /** Puts a cursor into the address. */
  onCursor: (cursor: string | undefined) => void
}

/**
 * Pages by cursor: the way back is remembered while the page is open. Somebody who comes by a link into the middle goes
 * back to the first page.
 */
export function useCursor({ cursor, next, onCursor }: CursorInput): { onPrevious: (() => void) | undefined; onNext: (() => void) | undefined } {
  const [before, setBefore] = useState<readonly (string | undefined)[]>([])
  const goNext = () => {
    setBefore([...before, cursor])
    onCursor(next)
  }
  const goBack = () => {
    setBefore(before.slice(0, -1))
    onCursor(before[before.length - 1])
  }
  return { onPrevious: cursor === undefined ? undefined : goBack, onNext: next === undefined ? undefined : goNext }
}
