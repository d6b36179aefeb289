/** Raised when a part of the app could not be loaded: the server runs a newer version. */
export const staleEvent = 'haike:stale'
