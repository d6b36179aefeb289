// What every page must keep: no axe violation, no sideways scroll, targets large enough for a finger.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * The violations that axe finds, one line each, without some rules. The debugger injects it, so the content policy stays
 * as it is.
 */
export async function axeViolations(page, without = []) {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  await session.detach()
  return page.evaluate(async ({ runOnly, without }) => {
    const { violations } = await globalThis.axe.run({ runOnly, rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])) })
    return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(' | ')}`)
  }, { runOnly: tags, without })
}

/** Pixels by which the page is wider than the window. */
export function sidewaysScroll(page) {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth))
}

/**
 * Visible buttons and fields less than 44 px high, on the phone. What belongs to a larger box takes its taps there, and
 * a ::before may widen what is drawn smaller.
 */
export function smallTargets(page) {
  return page.evaluate(() => {
    const least = 43.5
    const pixels = (value) => Number.parseFloat(value) || 0
    const height = (element) => {
      const own = element.getBoundingClientRect().height
      const before = getComputedStyle(element, '::before')
      const wider = before.position === 'absolute' && before.content !== 'none' ? -pixels(before.top) - pixels(before.bottom) : 0
      return own + Math.max(0, wider)
    }
    const small = (element) => {
      if (!element.checkVisibility() || element.getBoundingClientRect().height === 0) return false
      if (element.closest('[inert], [aria-hidden="true"], .visually-hidden')) return false
      const box = element.closest('label, .ant-select, .ant-input-affix-wrapper, .ant-input-number')
      return Math.max(height(element), box ? height(box) : 0) < least
    }
    const layer = document.querySelector('dialog[open]') ?? document
    return [...layer.querySelectorAll('button, [role="switch"], input:not([type="radio"]), select')].filter(small).map((element) => element.outerHTML.slice(0, 120))
  })
}

/** The accessible name of the focused element. */
export function focusedName(page) {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim() ?? '')
}
