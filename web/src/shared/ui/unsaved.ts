import { createContext, use, useCallback, useEffect, useId, useMemo, useRef } from 'react'

/** Tells the layer around a form whether the form holds changes that are not saved. */
type Mark = (form: string, dirty: boolean) => void

/** Outside of a layer nobody asks: a page has its own LeaveGuard. */
export const UnsavedContext = createContext<Mark>(() => undefined)

/** Which forms of a layer hold changes. Read when the layer closes, so that nothing renders anew while people type. */
export function useUnsavedForms() {
  const forms = useRef(new Set<string>())
  return useMemo(
    () => ({
      any: () => forms.current.size > 0,
      forget: () => forms.current.clear(),
      mark: (form: string, dirty: boolean) => {
        if (dirty) forms.current.add(form)
        else forms.current.delete(form)
      },
    }),
    [],
  )
}

/** For a form: says to the layer around it whether something was changed. A form that goes takes its changes with it. */
export function useMarkUnsaved(): (dirty: boolean) => void {
  const mark = use(UnsavedContext)
  const id = useId()
  useEffect(() => () => mark(id, false), [mark, id])
  return useCallback((dirty: boolean) => mark(id, dirty), [mark, id])
}
