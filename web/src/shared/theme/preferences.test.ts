import { describe, expect, it, vi } from 'vitest'
import { PreferenceStore, parsePreferences } from './preferences'

describe('preferences', () => {
  it('takes the language of the browser until one is chosen', () => {
    expect(parsePreferences({}, 'zh-TW').language).toBe('zh-CN')
    expect(parsePreferences({}, 'de-DE').language).toBe('en')
    expect(parsePreferences({ language: 'en' }, 'zh-CN').language).toBe('en')
  })

  it('ignores broken data', () => {
    const parsed = parsePreferences({ theme: 'pink', density: 4, shortcuts: 'no', navCollapsed: 1 }, 'zh-CN')
    expect(parsed).toEqual({ theme: 'system', language: 'zh-CN', density: 'standard', shortcuts: true, navCollapsed: false, firstSteps: true })
    expect(parsePreferences(null, 'en').theme).toBe('system')
  })

  it('tells listeners, also when storage is missing', () => {
    const store = new PreferenceStore(parsePreferences({}, 'zh-CN'))
    const listener = vi.fn()
    const stop = store.subscribe(listener)
    store.set({ theme: 'dark' })
    stop()
    store.set({ theme: 'light' })
    expect(listener).toHaveBeenCalledTimes(1)
    expect(store.get().theme).toBe('light')
  })
})
