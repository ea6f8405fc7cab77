import { randomBytes } from 'node:crypto'
import { pino, type Logger } from 'pino'
import { Refusal } from '../../errors.js'
import { keysFile } from '../../http/access/keys.js'
import type { TokenOptions } from '../../http/access/tokens.js'
import { createApp } from '../../http/app.js'
import { builtDashboard } from '../../http/dashboard-files.js'
import { listen } from '../../http/listen.js'
import { openService } from '../../http/open-service.js'
import { schedule } from '../../http/schedule.js'
import { leaveNote } from '../../http/server-note.js'
import type { Service } from '../../http/service.js'
import { isDay } from '../../calendar/day.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { withoutSecrets } from '../../warehouses/address.js'
import type { Warehouse } from '../../warehouses/warehouse.js'
import type { Command, ExitCode, Invocation } from '../command.js'
import { nowOf, openProject, onWarehouse } from '../opening.js'
import { nowOption, warehouseOptions, wholeNumber } from '../shared-options.js'

export const serveCommand: Command = {
  details:
    'Runs until Ctrl-C. Its routes are described at /docs. Without keys (`daymark keys create`) or tokens it listens to this machine alone. DAYMARK_JWT_SECRET holds the secret of tokens that are signed with one.',
  args: [],
  options: [
    { name: 'port', value: 'PORT', says: 'where to listen (default: 4477)' },
    { name: 'host', value: 'ADDRESS', says: 'the address to listen at (default: 127.0.0.1)' },
    {
      name: 'every',
      value: 'CRON',
      says: 'when to build, such as "0 * * * *" for every hour (default: what the project says)',
    },
    { name: 'jwks', value: 'URL', says: 'the public keys of whoever signs tokens: an address or a file' },
    { name: 'jwt-issuer', value: 'TEXT', says: 'the `iss` that tokens must have' },
    { name: 'jwt-audience', value: 'TEXT', says: 'the `aud` that tokens must have' },
    { name: 'jwt-role-claim', value: 'NAME', says: 'the claim that names the role (default: role)' },
    { name: 'seconds', value: 'N', says: 'how long a request may take before it is stopped (default: 30)' },
    {
      name: 'log',
      value: 'LEVEL',
      says: 'what to log on stderr as JSON (default: info; warn in a terminal)',
      choices: ['debug', 'info', 'warn', 'error', 'silent'],
    },
    nowOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark serve', does: 'the dashboard at http://127.0.0.1:4477' },
    { run: 'daymark serve --every "5 * * * *"', does: 'a build five minutes past every hour' },
    {
      run: 'daymark serve --host 0.0.0.0 --jwks https://login.example.com/keys --jwt-issuer https://login.example.com/ --jwt-audience daymark',
      does: 'for a team, with tokens of its identity provider',
    },
  ],
  endsItself: true,
  async run(invocation) {
    const loaded = await openProject(invocation)
    return onWarehouse({ invocation, loaded }, { ifMissing: 'make' }, (warehouse) =>
      serveUntilStopped(invocation, { loaded, warehouse }),
    )
  },
}

/** What is served. */
export interface Serving {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
}

/** How long requests in flight have when the server ends, in milliseconds. */
const patience = 10_000

/** Serves until the process is told to end; then requests in flight finish, and a build is rolled back. */
export async function serveUntilStopped(invocation: Invocation, serving: Serving): Promise<ExitCode> {
  const { options, io } = invocation
  const { loaded, warehouse } = serving
  const host = options.text('host') ?? '127.0.0.1'
  const tokens = tokensOf(invocation)
  refuseUnsafeTokens(tokens, host)
  const stopping = stopSignal()
  const localSecret = `dml_${randomBytes(32).toString('base64url')}`
  const log = logger(invocation)
  const seconds = wholeNumber(options, 'seconds')
  const service = openService({
    loaded,
    warehouse,
    now: () => nowOf(invocation, loaded),
    isDayAlone: isDay(invocation.options.text('now') ?? ''),
    keysFile: keysFile(loaded.directory),
    tokens,
    localSecret,
    limits: seconds === undefined ? {} : { time: seconds * 1000 },
    log,
    dashboard: builtDashboard(),
    stopping,
  })
  if (service.isOpen && !isLoopback(host)) throw new Refusal('open-to-all', { host })
  const every = options.text('every') ?? loaded.project.builds?.every
  const clock = every === undefined ? undefined : schedule(every, service)
  const listening = await listen(createApp(service), { host, port: portOf(invocation) })
  const takeNote = leaveNote(warehouse.ownFile, {
    url: listening.url,
    secret: localSecret,
    process: process.pid,
    directory: loaded.directory,
    parameters: loaded.parameters,
  })
  try {
    await io.stderr.write(greeting(listening.url, { next: clock?.next ?? null, service }))
    await aborted(stopping)
    log.info('ending')
    clock?.stop()
    await Promise.all([service.builds.stop(), listening.stop(patience)])
  } finally {
    takeNote()
  }
  return 0
}

function greeting(
  url: string,
  { next, service }: { next: string | null; service: Pick<Service, 'dashboard' | 'isOpen'> },
): string {
  const dashboard = service.dashboard === undefined ? `The dashboard is not built; see ${url}/docs.\n` : ''
  const who = service.isOpen
    ? 'There are no keys: it listens to this machine alone, and whoever is on it sees everything.\n'
    : ''
  return `Listening at ${url}\n${who}${dashboard}${next === null ? '' : `The next build starts at ${next}.\n`}`
}

/** Bytes of a secret that cannot be tried out: those of the shortest hash that signs tokens (RFC 7518, section 3.2). */
const leastSecret = 32

/** @throws Refusal `tokens-unsafe` */
function refuseUnsafeTokens(tokens: TokenOptions | undefined, host: string): void {
  if (tokens === undefined) return
  const bytes = tokens.secret === undefined ? leastSecret : Buffer.byteLength(tokens.secret)
  if (bytes < leastSecret) throw new Refusal('tokens-unsafe', { host, lacks: 'secret', bytes })
  if (isLoopback(host)) return
  if (tokens.audience === undefined) throw new Refusal('tokens-unsafe', { host, lacks: 'audience' })
  if (tokens.issuer === undefined) throw new Refusal('tokens-unsafe', { host, lacks: 'issuer' })
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function tokensOf({ options, io }: Invocation): TokenOptions | undefined {
  const jwks = options.text('jwks')
  const secret = io.env['DAYMARK_JWT_SECRET']
  const [issuer, audience, roleClaim] = ['jwt-issuer', 'jwt-audience', 'jwt-role-claim'].map((name) =>
    options.text(name),
  )
  const rules = {
    ...(issuer === undefined ? {} : { issuer }),
    ...(audience === undefined ? {} : { audience }),
    ...(roleClaim === undefined ? {} : { roleClaim }),
  }
  if (jwks !== undefined) return { jwks, ...rules }
  return secret === undefined || secret === '' ? undefined : { secret, ...rules }
}

function portOf({ options }: Invocation): number {
  const text = options.text('port') ?? '4477'
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN
  if (port <= 65_535) return port
  const needs = 'Write a port from 1 to 65535, or 0 for any that is free.'
  throw new Refusal('invalid-option', { option: 'port', value: text, needs, closest: undefined })
}

function logger({ options, io }: Invocation): Logger {
  const level = options.text('log') ?? (io.stderr.isTTY ? 'warn' : 'info')
  return pino({ level }, { write: (line) => void io.stderr.write(withoutSecrets(line)) })
}

/** Fires when the process is told to end; told again, it ends at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      controller.abort()
      process.once(signal, () => process.exit(130))
    })
  }
  return controller.signal
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
}
