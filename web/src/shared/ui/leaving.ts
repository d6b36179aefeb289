interface Place {
  pathname: string
  search: unknown
}

/** True when two addresses show different things: one record and another share their path, and differ behind it. */
export function isElsewhere(current: Place, next: Place): boolean {
  return current.pathname !== next.pathname || JSON.stringify(current.search) !== JSON.stringify(next.search)
}
