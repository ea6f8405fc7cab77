import { timingSafeEqual } from 'node:crypto'
import type { LoadedProject } from '../../project/loaded-project.js'
import { Problem } from '../problem.js'
import type { Asker, View } from './asker.js'
import type { Keys } from './keys.js'
import type { Token } from './tokens.js'
import { roleView, wholeView } from './view.js'

/** What decides who is let in. */
export interface GateParts {
  readonly loaded: LoadedProject
  readonly keys: Keys
  /** Undefined where no tokens are taken. */
  readonly checkToken?: ((text: string) => Promise<Token | undefined>) | undefined
  /** A secret that whoever may read the warehouse's file can read too: it may build. */
  readonly localSecret?: string
  readonly now: () => string
}

/** Whether a server lets in whoever is on its machine: it has neither keys nor tokens nor roles. */
export function isOpen({
  loaded,
  keys,
  checkToken,
}: Pick<GateParts, 'loaded' | 'keys' | 'checkToken'>): boolean {
  const hasRoles = Object.keys(loaded.project.access?.roles ?? {}).length > 0
  return !hasRoles && checkToken === undefined && keys.all().length === 0
}

/**
 * Finds out who sends a request, by its bearer key or token. A server that was open when it started lets in whoever
 * is on its machine, until there is a key. It never opens again: keys that are gone or unreadable let nobody in.
 *
 * @throws Problem `not-let-in`, `no-role`, `wrong-host`; Refusal `keys-unreadable`
 */
export function gate(parts: GateParts): (request: Request) => Promise<Asker> {
  const { loaded, keys, checkToken, localSecret } = parts
  const roles = loaded.project.access?.roles ?? {}
  const hasRoles = Object.keys(roles).length > 0
  const whole = wholeView(loaded)
  let isClosed = !isOpen(parts)
  const views = new Map(Object.entries(roles).map(([name, role]) => [name, roleView(loaded, name, role)]))
  const viewOf = (named: readonly (string | null)[]): View => {
    if (!hasRoles) return whole
    const [found, ...others] = named.flatMap((role) => views.get(role ?? '') ?? [])
    if (found !== undefined && others.length === 0) return found
    throw new Problem({
      status: 403,
      code: 'no-role',
      detail:
        found === undefined
          ? 'The key or token has no role in this project.'
          : 'The token names several roles.',
      fix: 'Let it name one role of those that the project declares.',
    })
  }
  return async (request) => {
    isClosed ||= !isOpen(parts)
    const text = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
    if (text === undefined) {
      if (isClosed) throw notLetIn()
      refuseStrangers(request)
      return { name: 'anyone on this machine', view: whole }
    }
    if (localSecret !== undefined && isSame(text, localSecret)) {
      return { name: 'the command line', view: whole }
    }
    const key = keys.find(text, parts.now())
    if (key !== undefined) return { name: key.name, view: viewOf([key.role]) }
    const token = await checkToken?.(text)
    if (token !== undefined) return { name: token.name, view: viewOf(token.roles) }
    throw notLetIn()
  }
}

function notLetIn(): Problem {
  return new Problem({
    status: 401,
    code: 'not-let-in',
    detail: 'The request has no key or token that is valid here.',
    fix: 'Send `Authorization: Bearer KEY`; `daymark keys create` makes one.',
  })
}

/** Without keys a page of another site must not speak to the server in the name of this machine's user. */
function refuseStrangers(request: Request): void {
  const { hostname } = new URL(request.url)
  const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  const site = request.headers.get('sec-fetch-site')
  if (isHere && site !== 'cross-site') return
  throw new Problem({
    status: 403,
    code: 'wrong-host',
    detail: 'Without keys the server answers to pages and programs of this machine alone.',
    fix: 'Open it as http://127.0.0.1, or make a key with `daymark keys create`.',
  })
}

function isSame(text: string, secret: string): boolean {
  const [one, other] = [Buffer.from(text), Buffer.from(secret)]
  return one.length === other.length && timingSafeEqual(one, other)
}
