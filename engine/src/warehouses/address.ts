import { Refusal } from '../errors.js'

/** What must not be in any message: passwords of addresses, as they were written and as they are meant. */
const secrets = new Set<string>()

/** A shorter one is as likely a part of another word. */
const leastSecret = 3

/**
 * Has {@link withoutSecrets} leave out the passwords of an address, however it is written: in its user, among its options,
 * or as `password=…`.
 */
export function keepSecrets(address: string): void {
  const [, user] = /\/\/([^]*)@/.exec(address) ?? []
  const ofUser = user?.includes(':') === true ? [user.slice(user.indexOf(':') + 1)] : []
  const named = [
    ...address.matchAll(/\b\w*(?:password|token|secret)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|([^&\s]*))/gi),
  ]
  for (const written of [...ofUser, ...named.map(([, quoted, plain]) => quoted ?? plain ?? '')])
    keepSecret(written)
}

/** Has {@link withoutSecrets} leave out a text, also where it is encoded. */
export function keepSecret(written: string): void {
  const decoded = decodedOf(written) ?? written
  for (const form of [written, decoded, encodeURIComponent(decoded), encodeURI(decoded)]) {
    if (form.length < leastSecret) continue
    secrets.add(form)
    secrets.add(JSON.stringify(form).slice(1, -1))
  }
}

/** A text without the passwords of the addresses that were opened: three stars stand for each. */
export function withoutSecrets(text: string): string {
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length)
  return longestFirst.reduce((shown, secret) => shown.replaceAll(secret, '***'), text)
}

/**
 * The parts of a server's address, whose user, password and database can be decoded.
 *
 * @throws Refusal `invalid-warehouse-url`, without the error that quotes the address
 */
export function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const refuse = (why: string) =>
    new Refusal('invalid-warehouse-url', { address: shownAddress(address), why })
  if (url === undefined) throw refuse(`it is not a URL${hintOf(address)}`)
  if (!/^\w+:\/\//.test(address)) throw refuse('two slashes and a server belong behind its kind')
  if (![url.username, url.password, url.pathname].every((part) => decodedOf(part) !== undefined))
    throw refuse('a % in it is not followed by two digits; write %25 for the sign itself')
  return url
}

/** What people most often have done where an address is no URL. */
function hintOf(address: string): string {
  const [, user = ''] = /\/\/([^]*)@/.exec(address) ?? []
  if (/[@/:?#%[\]]/.test(user.replace(':', '')))
    return '; in a user or a password write %40 for @, %2F for /, %3A for :, %3F for ? and %23 for #'
  const [, port] = /:([^:/@]*)(?:\/[^/]*)?$/.exec(address) ?? []
  return port !== undefined && !/^\d*$/.test(port) ? `; the port "${port}" is not a number` : ''
}

function decodedOf(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** An address to show to people: without user, password and options. What has no kind is not repeated. */
export function shownAddress(address: string): string {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(address) && /[=@:]/.test(address)) return '…'
  return withoutSecrets(address.replace(/\/\/[^]*@/, '//').replace(/[?#][^]*/, ''))
}
