import { Refusal } from '../errors.js'

/** The parts of a server's address. Refuses text that is no URL, without repeating a password in it. */
export function parseAddress(url: string): URL {
  try {
    return new URL(url)
  } catch (cause) {
    throw new Refusal(
      'invalid-warehouse-url',
      { address: withoutSecrets(url), why: 'it is not a URL' },
      { cause },
    )
  }
}

/** An address to show to people: without user, password and options. */
export function withoutSecrets(url: string): string {
  return url.replace(/\/\/.*@/s, '//').replace(/\?.*/s, '')
}
