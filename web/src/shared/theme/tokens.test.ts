import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dark, light, type Palette } from './tokens'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

function block(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`)
  const body = css.slice(start, css.indexOf('}', start))
  return new Map([...body.matchAll(/--([a-z0-9-]+):\s*(#[0-9a-f]{6})/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

const cssName = (key: string) => key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`).replace(/(\d)/, '-$1')

function channel(value: number): number {
  const c = value / 255
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
}

/** Relative luminance as in WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((i) => channel(Number.parseInt(hex.slice(i, i + 2), 16)))
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

describe.each([
  ['light', ':root', light],
  ['dark', ":root[data-theme='dark']", dark],
] as [string, string, Palette][])('%s tokens', (_name, selector, palette) => {
  it('are equal in CSS and TypeScript', () => {
    const found = block(selector)
    for (const [key, value] of Object.entries(palette)) expect([key, found.get(cssName(key))]).toEqual([key, value])
  })

  it('reach AA on every ground', () => {
    for (const ground of [palette.surface, palette.bg, palette.surface2]) {
      for (const ink of [palette.text, palette.muted, palette.accent, palette.danger, palette.warning, palette.success])
        expect([ink, ground, contrast(ink, ground) >= 4.5]).toEqual([ink, ground, true])
    }
    expect(contrast(palette.placeholder, palette.surface)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.control, palette.surface)).toBeGreaterThanOrEqual(3)
    expect(contrast('#ffffff', palette.accentButton)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(palette.accent, palette.accentTint)).toBeGreaterThanOrEqual(4.5)
  })
})
