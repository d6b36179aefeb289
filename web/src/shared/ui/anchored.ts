import { useLayoutEffect, type RefObject } from 'react'
import { layerRoot } from './layers'

/** Between the element and what floats at it. */
const gapPx = 4
/** Least distance to the edges of the window. */
const edgePx = 8

interface Anchored {
  open: boolean
  anchor: RefObject<HTMLElement | null>
  float: RefObject<HTMLElement | null>
  side: 'above' | 'below'
  align: 'start' | 'end'
  /** The anchor moved away below what floats: scrolling, another size of the window. */
  onAway: () => void
}

/** Where something that floats at an element belongs: above every scrolling box, but inside the dialog or the landmark that holds the element. */
export function layerOf(element: Element | null): HTMLElement {
  return element?.closest<HTMLElement>('dialog, [role="dialog"], header, nav, main') ?? layerRoot()
}

/** Puts a fixed element at another one, on the other side where there is no room. */
export function useAnchored({ open, anchor, float, side, align, onAway }: Anchored): void {
  useLayoutEffect(() => {
    const [at, box] = [anchor.current, float.current]
    if (!open || !at || !box) return undefined
    place(at.getBoundingClientRect(), box, { side, align })
    const scrolled = (event: Event) => {
      if (!(event.target instanceof Node) || !box.contains(event.target)) onAway()
    }
    document.addEventListener('scroll', scrolled, { capture: true, passive: true })
    window.addEventListener('resize', onAway)
    return () => {
      document.removeEventListener('scroll', scrolled, { capture: true })
      window.removeEventListener('resize', onAway)
    }
    // oxlint-disable-next-line react/exhaustive-deps -- placed once, when it opens
  }, [open])
}

function place(at: DOMRect, box: HTMLElement, { side, align }: Pick<Anchored, 'side' | 'align'>): void {
  const { innerWidth, innerHeight } = window
  const { width, height } = box.getBoundingClientRect()
  const below = at.bottom + gapPx
  const above = at.top - gapPx - height
  const fits = side === 'below' ? below + height <= innerHeight - edgePx : above >= edgePx
  const top = (side === 'below') === fits ? below : above
  const left = align === 'start' ? at.left : at.right - width
  box.style.top = `${within(top, innerHeight - height)}px`
  box.style.left = `${within(left, innerWidth - width)}px`
}

function within(value: number, most: number): number {
  return Math.max(edgePx, Math.min(value, most - edgePx))
}
