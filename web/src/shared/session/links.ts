import type { Me } from './session'

/** The part of `location` that matters here. */
type Place = Pick<Location, 'hostname' | 'origin'>

/** Addresses that lead every machine to itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/**
 * A link to pass on. Where the server knows itself by an address that opens on its own machine only, it gets the one under
 * which this page was opened.
 */
export function openableLink(link: string, page: Place = location): string {
  if (!URL.canParse(link) || isLoopback(page.hostname)) return link
  const { hostname, pathname, search, hash } = new URL(link)
  return isLoopback(hostname) ? page.origin + pathname + search + hash : link
}

/** True when nobody has said under which address people reach Haike, and a link that is mailed may open nowhere else. */
export function mayLinksBeDead(links: Me['links'], page: Place = location): boolean {
  if (!links?.guessed) return false
  return isLoopback(page.hostname) ? links.mail : links.base_url !== page.origin
}
