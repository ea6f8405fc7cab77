import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { addressOf, addressWith, type Address } from './address.js'

const changed = 'daymark:address'

/** Goes to another address without loading the page anew. */
export function goTo(url: string, { replace = false }: { replace?: boolean } = {}): void {
  if (url === location.pathname + location.search) return
  if (replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  window.dispatchEvent(new Event(changed))
}

/** The address now, and how to change its parameters. */
export function useAddress(): {
  readonly address: Address
  readonly change: (changes: Parameters<typeof addressWith>[1]) => void
} {
  const url = useSyncExternalStore(subscribed, () => location.pathname + location.search)
  const address = useMemo(() => addressOf(new URL(url, location.origin)), [url])
  const change = useCallback(
    (changes: Parameters<typeof addressWith>[1]) => {
      goTo(addressWith(address, changes))
    },
    [address],
  )
  return { address, change }
}

function subscribed(callback: () => void): () => void {
  window.addEventListener(changed, callback)
  window.addEventListener('popstate', callback)
  return () => {
    window.removeEventListener(changed, callback)
    window.removeEventListener('popstate', callback)
  }
}
