import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { Temporal } from 'temporal-polyfill'
import { runBuild } from '../../src/builds/run-build.js'
import type { Api } from '../../src/http/api.js'
import { Keys, keysFile } from '../../src/http/access/keys.js'
import { createApp } from '../../src/http/app.js'
import { openService, type ServiceOptions } from '../../src/http/open-service.js'
import type { Service } from '../../src/http/service.js'
import {
  activity,
  churnedMembers,
  defineProject,
  folder,
  members,
  newMembers,
  plan,
  ratio,
  reactivatedMembers,
  retainedMembers,
  retentionRate,
  source,
  sum,
} from '../../src/index.js'
import type { Access } from '../../src/project/access.js'
import { loadedProject } from '../../src/project/load-project.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'

/** One row of the ledger: day, line, account, person, amount. */
export type LedgerRow = readonly [string, string, string, string, string]

/** What SBMY did. */
export const sbmyRows: readonly LedgerRow[] = [
  ['2025-08-10', 'SBMY', 's1', 'p1', '10.00'],
  ['2025-09-05', 'SBMY', 's1', 'p1', '5.00'],
  ['2025-09-07', 'SBMY', 's2', 'p2', '7.50'],
  ['2025-10-01', 'SBMY', 's1', 'p1', '12.25'],
  ['2025-10-02', 'SBMY', 's3', 'p3', '100.00'],
  ['2025-10-20', 'SBMY', 's3', 'p3', '1.10'],
]

/** What the others did: persons of SBMY among them, earlier and later days, more money. */
export const otherRows: readonly LedgerRow[] = [
  ['2025-01-02', 'ALMY', 'a1', 'p3', '900.00'],
  ['2025-09-06', 'LVMY', 'l1', 'p3', '3.00'],
  ['2025-10-03', 'LVMY', 'l1', 'p2', '44.00'],
  ['2025-10-09', 'LVMY', 'l2', 'p9', '45.00'],
  ['2025-12-30', 'LVMY', 'l2', 'p9', '46.00'],
]

/** One target: quarter's first day, line, metric, amount. */
export type TargetRow = readonly [string, string, string, string]

export const sbmyTargets: readonly TargetRow[] = [['2025-10-01', 'SBMY', 'deposits', '200']]

export const otherTargets: readonly TargetRow[] = [
  ['2025-10-01', 'LVMY', 'deposits', '300'],
  ['2025-10-01', 'ALL', 'deposits', '700'],
  ['2025-10-01', 'ALL', 'active', '9'],
]

const ledger = source('ledger', {
  files: '{data}/ledger.csv',
  columns: { day: 'date', line: 'text', account: 'text', person: 'text', amount: 'decimal(18,2)' },
  day: 'day',
  dimensions: { line: 'line' },
})
const visits = source('visits', {
  files: '{data}/visits.csv',
  columns: { day: 'date', page: 'text', hits: 'decimal(18,0)' },
  day: 'day',
  dimensions: { page: 'page' },
})
const targets = source('targets', {
  files: '{data}/targets.csv',
  columns: { day: 'date', line: 'text', metric: 'text', amount: 'decimal(18,2)' },
  day: 'day',
  dimensions: { line: 'line', metric: 'metric' },
  mayBeEmpty: true,
})
const playing = activity('playing', {
  from: ledger,
  identities: { account: 'account', person: 'person' },
  dimensions: { line: 'line' },
})
const deposits = sum(ledger, 'amount', { label: 'Deposits' })
const active = members(playing, 'account', { label: 'Active' })

/** What the team has published so far: deposits without their cents. */
const published = `{{ config(materialized='table') }}
SELECT day, line, {% if 'cut' in var('corrected', []) %}sum(amount){% else %}floor(sum(amount)){% endif %} AS amount
FROM {{ ref('ledger') }}
GROUP BY 1, 2`

/** The project of the tests, with whatever access is declared. */
export function brandsProject(access?: Access) {
  return defineProject({
    name: 'brands',
    calendar: { timeZone: 'Asia/Kuala_Lumpur' },
    parameters: { data: folder('data') },
    metrics: {
      deposits,
      active,
      persons: members(playing, 'person'),
      fresh: newMembers(playing, 'person'),
      stayed: retainedMembers(playing, 'person'),
      lost: churnedMembers(playing, 'account'),
      back: reactivatedMembers(playing, 'person'),
      retention: retentionRate(playing, 'person'),
      perMember: ratio(deposits, active),
      hits: sum(visits, 'hits'),
      target: sum(targets, 'amount'),
    },
    plans: { main: plan({ metric: deposits, target: { everyMonth: '300' } }) },
    boards: {
      main: {
        title: 'Main',
        cards: ['deposits', 'active', 'fresh', 'retention', 'hits'],
        charts: [
          { title: 'By line', kind: 'bar', metrics: ['deposits'], along: 'line' },
          { title: 'Over time', kind: 'line', metrics: ['deposits'], by: 'line' },
          { title: 'Hits', kind: 'line', metrics: ['hits'] },
        ],
        plans: ['main'],
      },
      hits: { title: 'Hits', cards: ['hits'], charts: [] },
    },
    references: {
      main: {
        title: 'Deposits as published',
        model: 'published',
        day: 'day',
        dimensions: { line: 'line' },
        values: { amount: 'deposits' },
        causes: { cut: 'Cents are cut off.' },
      },
    },
    targets: { from: 'target', period: 'quarter', metric: 'metric', by: { dimension: 'line', whole: 'ALL' } },
    // Its names are checked when it runs.
    ...(access && { access: access as Access<never> }),
  })
}

/** Roles of the tests: who sees one line, who sees everything, who sees one metric and no board. */
export const access: Access = {
  roles: {
    sbmy: {
      metrics: 'all',
      boards: 'all',
      rows: { line: ['SBMY'] },
      may: ['list-members', 'set-targets', 'explain'],
    },
    head: {
      metrics: 'all',
      boards: 'all',
      plans: 'all',
      may: ['list-members', 'set-targets', 'explain', 'build'],
    },
    narrow: { metrics: ['active'] },
    nobody: {},
  },
  members: ['account', 'person'],
}

export interface World {
  readonly app: Api
  readonly service: Service
  readonly warehouse: Warehouse
  readonly folder: string
  /** Keys by the role that they give. */
  readonly keys: Readonly<Record<string, string>>
  write(rows: readonly LedgerRow[], targets?: readonly TargetRow[]): void
  build(): Promise<void>
  close(): Promise<void>
}

export interface WorldOptions extends Partial<
  Pick<ServiceOptions, 'limits' | 'tokens' | 'stopping' | 'log'>
> {
  readonly rows?: readonly LedgerRow[]
  readonly targets?: readonly TargetRow[]
  readonly access?: Access | undefined
  readonly open?: () => Promise<Warehouse>
  readonly isBuilt?: boolean
}

export const now = '2026-01-15T09:00:00Z'

/** A server over data of its own. */
export async function world(options: WorldOptions = {}): Promise<World> {
  const { rows = [...sbmyRows, ...otherRows], targets: set = [...sbmyTargets, ...otherTargets] } = options
  const directory = mkdtempSync(join(tmpdir(), 'daymark-http-'))
  mkdirSync(join(directory, 'data'))
  mkdirSync(join(directory, 'models'))
  writeFileSync(join(directory, 'models/published.sql'), published)
  const write = (given: readonly LedgerRow[], given2: readonly TargetRow[] = set) => {
    const csv = (header: string, lines: readonly (readonly string[])[]) =>
      [header, ...lines.map((line) => line.join(','))].join('\n') + '\n'
    writeFileSync(join(directory, 'data/ledger.csv'), csv('day,line,account,person,amount', given))
    writeFileSync(join(directory, 'data/visits.csv'), csv('day,page,hits', [['2025-10-01', 'home', '5']]))
    writeFileSync(join(directory, 'data/targets.csv'), csv('day,line,metric,amount', given2))
  }
  write(rows)
  const file = join(directory, 'daymark.config.ts')
  const loaded = loadedProject(brandsProject(options.access), { directory, file })
  const warehouse = await (options.open ?? (() => openWarehouse('duckdb::memory:', { directory })))()
  const clock = () => Temporal.Instant.from(now)
  const build = async () => {
    await runBuild({ loaded, warehouse, now: clock() })
  }
  if (options.isBuilt !== false) await build()
  const kept = new Keys(keysFile(directory))
  const roles = Object.keys(options.access?.roles ?? {})
  const keys = Object.fromEntries(
    roles.map((role) => [role, kept.create({ name: `${role}'s key`, role, expiresAt: null }, now).text]),
  )
  const service = openService({
    loaded,
    warehouse,
    now: clock,
    keysFile: keysFile(directory),
    log: options.log ?? pino({ level: 'silent' }),
    dashboard: undefined,
    ...(options.limits && { limits: options.limits }),
    ...(options.tokens && { tokens: options.tokens }),
    ...(options.stopping && { stopping: options.stopping }),
  })
  return {
    app: createApp(service),
    service,
    warehouse,
    folder: directory,
    keys,
    write,
    build,
    close: async () => {
      await service.builds.stop()
      await warehouse.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A request as someone sends it. */
export interface Sent {
  readonly method?: string
  readonly path: string
  readonly body?: unknown
  readonly key?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request to a server, without a socket. */
export async function send(
  { app }: Pick<World, 'app'>,
  { method, path, body, key, headers }: Sent,
): Promise<Response> {
  return app.request(path, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

/** The same, as a document. */
export async function read(of: Pick<World, 'app'>, sent: Sent): Promise<Record<string, unknown>> {
  return (await (await send(of, sent)).json()) as Record<string, unknown>
}
