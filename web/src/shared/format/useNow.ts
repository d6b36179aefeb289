import { useSyncExternalStore } from 'react'

const everyMs = 30_000

/** The time for components: moves on twice a minute while somebody looks. */
class Ticker {
  private now = Date.now()
  private timer: ReturnType<typeof setInterval> | undefined
  private readonly listeners = new Set<() => void>()

  get = (): number => this.now

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    this.timer ??= setInterval(this.tick, everyMs)
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size > 0) return
      clearInterval(this.timer)
      this.timer = undefined
    }
  }

  private tick = (): void => {
    this.now = Date.now()
    for (const listener of this.listeners) listener()
  }
}

const ticker = new Ticker()

/** Now in milliseconds, fresh enough for dates and relative times. */
export function useNow(): number {
  return useSyncExternalStore(ticker.subscribe, ticker.get)
}
