import { describe, expect, it, vi } from 'vitest'
import { ShortcutRegistry, type KeyInput } from './shortcuts'

const key = (name: string, more: Partial<KeyInput> = {}): KeyInput => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  target: null,
  preventDefault: () => undefined,
  ...more,
})

describe('ShortcutRegistry', () => {
  it('runs single keys, sequences and combinations', () => {
    const registry = new ShortcutRegistry(() => true)
    const home = vi.fn()
    const help = vi.fn()
    const palette = vi.fn()
    registry.add({ keys: 'g h', label: '', run: home })
    registry.add({ keys: '?', label: '', run: help })
    registry.add({ keys: 'mod+k', label: '', run: palette })
    registry.press(key('g'))
    registry.press(key('h'))
    registry.press(key('?'))
    registry.press(key('k', { ctrlKey: true }))
    registry.press(key('K', { metaKey: true }))
    expect([home, help, palette].map((f) => f.mock.calls.length)).toEqual([1, 1, 2])
  })

  it('forgets a sequence after a second', () => {
    let now = 0
    const registry = new ShortcutRegistry(() => true, () => now)
    const home = vi.fn()
    registry.add({ keys: 'g h', label: '', run: home })
    registry.press(key('g'))
    now = 1001
    expect(registry.press(key('h'))).toBe(false)
    expect(home).not.toHaveBeenCalled()
  })

  it('is silent while a Chinese word is composed and when switched off', () => {
    let on = true
    const registry = new ShortcutRegistry(() => on)
    const run = vi.fn()
    registry.add({ keys: 'c', label: '', run })
    registry.add({ keys: 'mod+k', label: '', run })
    registry.press(key('c', { isComposing: true }))
    registry.press(key('Process'))
    on = false
    registry.press(key('c'))
    expect(run).not.toHaveBeenCalled()
    registry.press(key('k', { ctrlKey: true }))
    expect(run).toHaveBeenCalledTimes(1)
  })

  it('lets the newest win and restores the older one', () => {
    const registry = new ShortcutRegistry(() => true)
    const calls: string[] = []
    registry.add({ keys: 'c', label: '', run: () => calls.push('shell') })
    const remove = registry.add({ keys: 'c', label: '', run: () => calls.push('page') })
    registry.press(key('c'))
    remove()
    registry.press(key('c'))
    expect(calls).toEqual(['page', 'shell'])
  })
})
