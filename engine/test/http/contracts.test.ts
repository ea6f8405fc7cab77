import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BuildRun } from '../../src/http/build-runs.js'
import type { SourceContract } from '../../src/http/contracts.js'
import { read, sbmyRows, send, world, type World } from './given.js'

let made: World
beforeAll(async () => {
  made = await world()
})
afterAll(() => made.close())

const contracts = async () =>
  (await read(made, { path: '/v1/builds' }))['contracts'] as readonly SourceContract[]
const contractOf = async (source: string) => (await contracts()).find((each) => each.source === source)

/** A build of the server, when it has ended. */
async function built(): Promise<BuildRun | undefined> {
  const { id } = await read(made, { path: '/v1/builds', body: {} })
  let last: BuildRun | undefined
  for await (const run of made.service.builds.follow(String(id), AbortSignal.timeout(20_000))) last = run
  return last
}

it('says what each source must keep, and how it was last read', async () => {
  expect((await contracts()).map(({ source, state }) => [source, state])).toEqual([
    ['ledger', 'kept'],
    ['visits', 'kept'],
    ['targets', 'kept'],
  ])
  expect(await contractOf('ledger')).toEqual({
    source: 'ledger',
    from: '{data}/ledger.csv',
    columns: [
      { name: 'day', type: 'date', nullable: false, accepted: null },
      { name: 'line', type: 'text', nullable: false, accepted: null },
      { name: 'account', type: 'text', nullable: false, accepted: null },
      { name: 'person', type: 'text', nullable: false, accepted: null },
      { name: 'amount', type: 'decimal(18,2)', nullable: false, accepted: null },
    ],
    key: [],
    latestBy: null,
    rows: 11,
    readAt: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/) as string,
    state: 'kept',
    refusedAt: null,
    violations: [],
    leftOut: [],
  })
})

it('has the violations for which the last build was refused, until one is not', async () => {
  made.write([
    ...sbmyRows,
    ['2025-10-21', 'SBMY', 's3', 'p3', '1.234'],
    ['2025-10-22', 'SBMY', 's3', 'p3', 'many'],
  ])
  const run = await built()
  expect(run).toMatchObject({ state: 'failed', problem: { code: 'contract-broken' } })
  const broken = await contractOf('ledger')
  expect(broken).toMatchObject({ state: 'broken', rows: 11, refusedAt: run?.endedAt })
  expect(broken?.violations).toEqual(run?.violations)
  expect(
    broken?.violations.map(({ column, rule, says, rows, examples }) => [column, rule, says, rows, examples]),
  ).toEqual([
    ['amount', 'digits', 'would lose digits', 1, [{ row: 8, value: '1.234', key: null }]],
    ['amount', 'type', 'not such a value', 1, [{ row: 9, value: 'many', key: null }]],
  ])
  expect(broken?.violations.map(({ unit }) => unit)).toEqual(['line', 'line'])
  expect(broken?.violations[1]?.hint).toMatch(
    /^`amount` is declared decimal\(.*"many" is text: declare `text`/,
  )
  expect(await contractOf('visits')).toMatchObject({ state: 'kept', violations: [] })
  made.write(sbmyRows)
  expect(await built()).toMatchObject({ state: 'done', violations: [] })
  expect(await contractOf('ledger')).toMatchObject({
    state: 'kept',
    rows: 6,
    refusedAt: null,
    violations: [],
  })
})

it('knows of nothing read before the first build', async () => {
  const empty = await world({ isBuilt: false })
  const { contracts: before } = (await (await send(empty, { path: '/v1/builds' })).json()) as {
    contracts: SourceContract[]
  }
  expect(before.map(({ state, rows, readAt }) => [state, rows, readAt])).toEqual(
    before.map(() => ['not-read', null, null]),
  )
  expect(before).toHaveLength(3)
  await empty.close()
})
