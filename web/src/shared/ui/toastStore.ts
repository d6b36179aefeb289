/** A short message about the result of the person's own action. */
export interface ToastItem {
  id: number
  kind: 'done' | 'error'
  text: string
  action?: { label: string; run: () => void }
}

const most = 3

class ToastStore {
  private items: readonly ToastItem[] = []
  private nextId = 1
  private readonly listeners = new Set<() => void>()

  list = (): readonly ToastItem[] => this.items

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Says that something was done, with an optional way to undo it. Goes away after six seconds. */
  done = (text: string, action?: ToastItem['action']): void => this.add({ kind: 'done', text, ...(action ? { action } : {}) })

  /** Says that something failed. It stays until closed; never the only place where an error is shown. */
  error = (text: string): void => this.add({ kind: 'error', text })

  remove = (id: number): void => this.set(this.items.filter((item) => item.id !== id))

  private add(item: Omit<ToastItem, 'id'>): void {
    this.set([...this.items, { ...item, id: this.nextId++ }].slice(-most))
  }

  private set(items: readonly ToastItem[]): void {
    this.items = items
    for (const listener of this.listeners) listener()
  }
}

/** The toasts of this tab: `toasts.done(text)` after a success. */
export const toasts = new ToastStore()
