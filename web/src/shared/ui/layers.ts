import { useLayoutEffect } from 'react'

/**
 * The element that dialogs and drawers live in. Below <body> itself antd would lock the scrolling with a style element
 * that carries no nonce, which the content policy refuses; `useScrollLock` does it with an attribute.
 */
export function layerRoot(): HTMLElement {
  const known = document.getElementById('layers')
  if (known) return known
  const root = document.createElement('div')
  root.id = 'layers'
  document.body.append(root)
  return root
}

let open = 0

/** Keeps the page below from scrolling while a layer is open. */
export function useScrollLock(locked: boolean): void {
  useLayoutEffect(() => {
    if (!locked) return undefined
    const root = document.documentElement
    if (open === 0) root.style.setProperty('--lock-pad', `${window.innerWidth - root.clientWidth}px`)
    open += 1
    root.dataset['locked'] = 'true'
    return () => {
      open -= 1
      if (open === 0) delete root.dataset['locked']
    }
  }, [locked])
}
