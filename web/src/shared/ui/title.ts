import { createContext, useContext, useEffect } from 'react'

/** Lets the page heading know whether a navigation just happened. */
export class FocusAfterNavigation {
  private due = false

  /** Called by the router after every change of the path, but not for the first page. */
  request = (): void => {
    this.due = true
  }

  /** True once per navigation. */
  take = (): boolean => {
    const due = this.due
    this.due = false
    return due
  }
}

export const FocusContext = createContext(new FocusAfterNavigation())

/** Names the browser tab after the page. */
export function usePageTitle(title: string): { takeFocus: () => boolean } {
  const focus = useContext(FocusContext)
  useEffect(() => {
    document.title = `${title} · Haike`
  }, [title])
  return { takeFocus: focus.take }
}
