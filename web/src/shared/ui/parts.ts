/** Why a part of the app could not be loaded: no connection, a newer version on the server, or something else. */
export type Cause = 'away' | 'newer' | 'unknown'

const missingPart = 'MissingPart'

/**
 * Names the error of a part that could not be loaded. Under its own text the router would reload the page on its own
 * account, which without a network leaves nothing at all.
 */
export function nameMissingPart(error: Error): void {
  error.name = missingPart
  error.message = 'a part of the app could not be loaded'
}

/** True for an error that `nameMissingPart` has named. */
export function isMissingPart(error: unknown): boolean {
  return error instanceof Error && error.name === missingPart
}

/** Asks the server which version it serves. */
export async function causeOfMissing(): Promise<Cause> {
  if (!navigator.onLine) return 'away'
  try {
    const answer = await fetch('/', { cache: 'no-store', headers: { Accept: 'text/html' } })
    if (!answer.ok) return 'away'
    const served = entryOf(new DOMParser().parseFromString(await answer.text(), 'text/html'))
    return served === entryOf(document) ? 'unknown' : 'newer'
  } catch {
    return 'away'
  }
}

/** The file that the app starts with; its name changes with its content. */
function entryOf(page: Document): string {
  return page.querySelector('script[type="module"][src]')?.getAttribute('src') ?? ''
}
