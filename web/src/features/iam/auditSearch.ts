/** What the address of the audit page holds. */
export interface AuditSearch {
  log?: 'access'
  type?: string
  actor?: number
  kind?: string
  subject?: number
  from?: string
  to?: string
  cursor?: string
  size?: number
  /** The event that is open beside the list. */
  event?: number
}

const date = (value: unknown): string | undefined => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)
const word = (value: unknown): string | undefined => (typeof value === 'string' && /^[a-z0-9_.]{1,100}$/.test(value) ? value : undefined)
const positive = (value: unknown): number | undefined => (Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined)

/** Reads the address; what does not fit is left out. */
export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const size = positive(raw['size'])
  const all = {
    log: raw['log'] === 'access' ? 'access' : undefined,
    type: word(raw['type']),
    actor: positive(raw['actor']),
    kind: word(raw['kind']),
    subject: positive(raw['subject']),
    from: date(raw['from']),
    to: date(raw['to']),
    cursor: typeof raw['cursor'] === 'string' && raw['cursor'] !== '' ? raw['cursor'] : undefined,
    size: size && Math.min(size, 200),
    event: positive(raw['event']),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as AuditSearch
}
