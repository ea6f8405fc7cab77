const kept = 'daymark-key'

/** The API key that was given in this tab; it is forgotten when the tab is closed. */
export function sessionKey(): string | null {
  return sessionStorage.getItem(kept)
}

export function keepSessionKey(key: string | null): void {
  if (key === null) sessionStorage.removeItem(kept)
  else sessionStorage.setItem(kept, key)
}
