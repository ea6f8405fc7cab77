import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  access,
  otherRows,
  otherTargets,
  sbmyRows,
  sbmyTargets,
  send,
  world,
  type LedgerRow,
  type Sent,
  type World,
} from './given.js'

/** Worlds in which SBMY is the same, and the others differ in everything. */
const others: Readonly<Record<string, { rows: readonly LedgerRow[]; targets: typeof otherTargets }>> = {
  'no other line': { rows: [], targets: [] },
  'two other lines': { rows: otherRows, targets: otherTargets },
  'many other lines, with the same accounts and persons': {
    rows: [
      ...otherRows,
      ...sbmyRows.map(([day, , account, person, amount]): LedgerRow => [
        day,
        'AAAA',
        account,
        person,
        `9${amount}`,
      ]),
      ['2024-01-01', 'SBMX', 's1', 'p1', '5.00'],
      ['2026-01-14', 'SBMZ', 's9', 'p1', '5.00'],
    ],
    targets: [...otherTargets, ['2025-10-01', 'SBMX', 'persons', '12']],
  },
}

const ask = (body: object): Sent => ({ path: '/v1/ask', body: { period: '2025-Q4', ...body } })
const every = ['deposits', 'active', 'persons', 'fresh', 'stayed', 'lost', 'back', 'retention', 'perMember']

/** Everything that someone limited to a line may try, on every route. */
const requests: readonly Sent[] = [
  { path: '/v1/meta' },
  ask({ metrics: every }),
  ask({ metrics: every, by: ['line'] }),
  ask({ metrics: every, grain: 'month', period: '2025', compare: 'previous-period' }),
  ask({ metrics: every, where: [{ dimension: 'line', values: ['LVMY'] }] }),
  ask({ metrics: every, where: [{ dimension: 'line', values: ['SBMY'], not: true }] }),
  ask({ metrics: every, where: [{ dimension: 'line', values: ['LVMX'] }], by: ['line'] }),
  ask({ metrics: every, where: [{ dimension: 'line', values: [null] }] }),
  ask({ metrics: every, rolling: 90, by: ['line'] }),
  ask({ metrics: ['target'], by: ['line', 'metric'] }),
  ask({ metrics: ['hits'] }),
  ask({ metrics: ['deposit'] }),
  ask({ metrics: ['deposits'], by: ['lines'] }),
  { path: '/v1/boards/main?period=2025-Q4' },
  { path: '/v1/boards/main?from=2025-10-01&to=2025-10-20&figures=text' },
  { path: '/v1/boards/main?period=2025-Q4&where=line=LVMY' },
  { path: '/v1/boards/hits?period=2025-Q4' },
  { path: '/v1/boards/mian?period=2025-Q4' },
  { path: '/v1/plans/main?month=2025-10' },
  { path: '/v1/plans/mian' },
  { path: '/v1/plans/main/explain?month=2025-10' },
  { path: '/v1/explain', body: { metrics: every, period: '2025-Q4', by: ['line'] } },
  { path: '/v1/retention', body: { activity: 'playing', period: '2025' } },
  { path: '/v1/retention', body: { activity: 'playing', identity: 'person', period: '2025' } },
  { path: '/v1/retention', body: { activity: 'playin', period: '2025' } },
  { path: '/v1/reconciliations/main', body: {} },
  { path: '/v1/reconciliations/main?figures=text', body: { from: '2025-10-01', examples: 9 } },
  { path: '/v1/reconciliations/mian', body: {} },
  { path: '/v1/members?metric=active&period=2025-Q4' },
  { path: '/v1/members?metric=persons&period=2025-Q4&limit=1' },
  { path: '/v1/members?metric=persons&period=2025-Q4&are=reactivated' },
  { path: '/v1/members?metric=persons&period=2025-Q4&where=line=LVMY' },
  { path: '/v1/members?metric=active&period=2025-Q4&format=csv' },
  { path: '/v1/targets?period=2025-Q4' },
  { method: 'PUT', path: '/v1/targets/2025-Q4/deposits/LVMY', body: { target: '1' } },
  { method: 'PUT', path: '/v1/targets/2025-Q4/deposits/ALL', body: { target: '1' } },
  { method: 'PUT', path: '/v1/targets/2025-Q4/deposits/SBMX', body: { target: '1' } },
  { path: '/v1/builds' },
  { path: '/v1/builds', body: {} },
  { path: '/v1/builds/0' },
  { path: '/metrics' },
]

interface Seen {
  readonly status: number
  readonly headers: object
  readonly text: string
  /** How many answers were at hand. */
  readonly found: number
}

/** How many answers a server had at hand so far. */
async function foundAtHand({ service }: World): Promise<number> {
  const { values } = await service.measurements.lookUps.get()
  return values.find(({ labels }) => labels.found === 'true')?.value ?? 0
}

/** Names a request, or a text that tells when the data were built. */
const differing = new Set(['x-request-id', 'etag', 'content-length'])

/** What the key of SBMY is told, without what differs from one request to the next. */
async function seen(of: World, sent: Sent, mark: string): Promise<Seen> {
  const before = await foundAtHand(of)
  const headers = { 'if-none-match': mark }
  const response = await send(of, { ...sent, headers, key: of.keys['sbmy'] })
  const text = await response.text()
  return {
    status: response.status,
    found: (await foundAtHand(of)) - before,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !differing.has(name))),
    text: text
      .replaceAll(/"builtAt":"[^"]*"/g, '"builtAt":"…"')
      .replaceAll(/"requestId":"[^"]*"/g, '"requestId":"…"'),
  }
}

describe('a key that is limited to one line', () => {
  const worlds = new Map<string, World>()
  /** By world and request: the mark of the answer that somebody else was given. */
  const marks = new Map<World, Map<Sent, string>>()
  beforeAll(async () => {
    for (const [name, { rows, targets }] of Object.entries(others)) {
      const made = await world({
        access,
        rows: [...sbmyRows, ...rows],
        targets: [...sbmyTargets, ...targets],
      })
      // Others have set targets, and have asked before.
      await send(made, {
        method: 'PUT',
        path: `/v1/targets/2025-Q4/persons/${rows.length === 0 ? 'SBMY' : 'LVMY'}`,
        body: { target: rows.length === 0 ? null : '5' },
        key: made.keys['head'],
      })
      const given = new Map<Sent, string>()
      for (const sent of requests) {
        if (sent.method === 'PUT' || sent.path === '/v1/builds') continue
        const { headers } = await send(made, { ...sent, key: made.keys['head'] })
        given.set(sent, headers.get('etag') ?? '')
      }
      marks.set(made, given)
      worlds.set(name, made)
    }
  })
  afterAll(async () => {
    for (const made of worlds.values()) await made.close()
  })

  for (const sent of requests) {
    const title = `${sent.method ?? (sent.body === undefined ? 'GET' : 'POST')} ${sent.path} ${JSON.stringify(sent.body ?? '')}`
    it(`is told the same whatever the others did: ${title}`, async () => {
      const [alone, ...beside] = await Promise.all(
        [...worlds.values()].map((made) => seen(made, sent, marks.get(made)?.get(sent) ?? '')),
      )
      // What was set by others is no part of it; the first world has a change of SBMY's own.
      const own = sent.path.startsWith('/v1/targets?') ? withoutChanges : (each: typeof alone) => each
      for (const other of beside) expect(own(other)).toEqual(own(alone))
      expect(alone?.status).not.toBe(500)
      // Neither is what others were answered at hand for it, nor is their mark one of its answers.
      expect(alone?.found).toBe(0)
      expect(alone?.status).not.toBe(304)
      expect(beside[0]?.text).not.toMatch(
        /LVMY|ALMY|AAAA|"l1"|p9/.exec(sentText(sent)) ? /ALMY|AAAA|"l1"|p9/ : /LVMY|ALMY|AAAA|"l1"|p9/,
      )
    })
  }

  it('has the numbers of its line', async () => {
    const made = worlds.get('two other lines')
    if (made === undefined) throw new Error('no world')
    const response = await send(made, {
      ...ask({ metrics: ['deposits', 'persons', 'fresh'] }),
      key: made.keys['sbmy'],
    })
    const { total } = (await response.json()) as { total: { values: Record<string, { value: number }> } }
    // Deposits of SBMY in the quarter; persons p1 and p3; p3 was never in SBMY before, though elsewhere.
    expect(total.values['deposits']?.value).toBe(113.35)
    expect(total.values['persons']?.value).toBe(2)
    expect(total.values['fresh']?.value).toBe(1)
  })

  it('finds its own answers at hand', async () => {
    const made = worlds.get('two other lines')
    if (made === undefined) throw new Error('no world')
    const question = ask({ metrics: ['deposits'], grain: 'week' })
    await send(made, { ...question, key: made.keys['sbmy'] })
    const before = await foundAtHand(made)
    await send(made, { ...question, key: made.keys['head'] })
    expect(await foundAtHand(made)).toBe(before)
    await send(made, { ...question, key: made.keys['sbmy'] })
    expect(await foundAtHand(made)).toBe(before + 1)
  })

  it('is not told the version of the data, which changes when others do', async () => {
    const made = worlds.get('two other lines')
    if (made === undefined) throw new Error('no world')
    const sent = ask({ metrics: ['deposits'] })
    const [own, whole] = await Promise.all([
      send(made, { ...sent, key: made.keys['sbmy'] }),
      send(made, { ...sent, key: made.keys['head'] }),
    ])
    expect(own.headers.get('daymark-data-version')).toBeNull()
    const version = whole.headers.get('daymark-data-version') ?? ''
    expect(version).toMatch(/^[0-9a-f]{16}-/)
    expect(whole.headers.get('etag')).toContain(version)
    expect(own.headers.get('etag')).not.toContain(version)
  })
})

function withoutChanges(seen: Seen | undefined) {
  return { ...seen, text: seen?.text.replace(/"changes":\[.*\]/, '"changes":[]') }
}

function sentText({ path, body }: Sent): string {
  return path + JSON.stringify(body ?? '')
}
