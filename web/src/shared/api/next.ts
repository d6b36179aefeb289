/**
 * The page to open after login, from an untrusted parameter: only a path of this app. Refuses other hosts in all
 * their spellings (//, /\, schemes, control characters).
 */
export function safeNext(next: unknown): string {
  if (typeof next !== 'string' || next.length > 2000) return '/'
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes('\\')) return '/'
  // An encoded control character or slash could turn into a real one on the way.
  if (/%(?:0[0-9a-f]|1[0-9a-f]|7f|5c)/i.test(next) || /^\/%2f/i.test(next)) return '/'
  const url = new URL(next, 'http://app.invalid')
  if (url.host !== 'app.invalid' || url.pathname.startsWith('//')) return '/'
  return /^\/(login|setup|reset-password|forgot-password)(?:[/?#]|$)/.test(url.pathname) ? '/' : url.pathname + url.search + url.hash
}
