import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boardDocument } from '../../src/documents/board.js'
import { json } from '../../src/documents/json.js'
import { answerBoard } from '../../src/boards/answer-board.js'
import { answerPlan } from '../../src/queries/answer-plan.js'
import { planDocument } from '../../src/documents/plan.js'
import { name, sql } from '../../src/sql/sql.js'
import { stoppable } from '../../src/warehouses/stoppable.js'
import { sbmyRows, otherRows, read, send, world, type World } from './given.js'

const question = { metrics: ['deposits', 'active'], period: '2025-Q4', by: ['line'] }

describe('an answer', () => {
  let made: World
  beforeAll(async () => {
    made = await world()
  })
  afterAll(() => made.close())

  it('is the one that the rows give', async () => {
    const { rows, total } = (await read(made, { path: '/v1/ask', body: question })) as {
      rows: { dimensions: { line: string }; values: { deposits: { value: number } } }[]
      total: { values: { deposits: { value: number }; active: { value: number } } }
    }
    const inQuarter = [...sbmyRows, ...otherRows].filter(
      ([day]) => day >= '2025-10-01' && day <= '2025-12-31',
    )
    const sumOf = (line: string) =>
      inQuarter
        .filter((row) => row[1] === line)
        .reduce((sum, row) => sum + Math.round(Number(row[4]) * 100), 0)
    for (const { dimensions, values } of rows)
      expect(values.deposits.value).toBe(sumOf(dimensions.line) / 100)
    expect(total.values.deposits.value).toBe((sumOf('SBMY') + sumOf('LVMY')) / 100)
    expect(total.values.active.value).toBe(new Set(inQuarter.map((row) => row[2])).size)
  })

  it('is the same document as the command line prints', async () => {
    const { loaded, warehouse } = made.service
    const asking = { loaded, warehouse, today: '2026-01-15', now: made.service.now() }
    const board = await answerBoard('main', { period: '2025-Q4' }, asking)
    const sent = await send(made, { path: '/v1/boards/main?period=2025-Q4' })
    expect(await sent.text()).toBe(json(boardDocument(board)))
    const plan = await answerPlan({ plan: 'main', month: '2025-10', now: asking.now }, asking)
    const sentPlan = await send(made, { path: '/v1/plans/main?month=2025-10' })
    expect(await sentPlan.text()).toBe(json(planDocument(plan)))
  })

  it('of a plan comes from the statements that explain it, run by hand', async () => {
    const path = '/v1/plans/main/explain?month=2025-10'
    const { range, statements } = (await read(made, { path })) as {
      range: object
      statements: { reads: string; sql: string }[]
    }
    expect(range).toEqual({ from: '2025-10-01', to: '2025-10-31' })
    expect(statements.map(({ reads }) => reads)).toEqual(['bookings'])
    const booked = `SELECT sum(COLUMNS('^sum_amount')) AS booked FROM (${statements[0]?.sql ?? ''}) WHERE day BETWEEN '2025-10-01' AND '2025-10-31'`
    await made.warehouse.execute(`CREATE OR REPLACE TABLE by_hand AS ${booked}`)
    const [row] = await made.warehouse.read((session) =>
      session.query(sql`SELECT booked FROM ${name('by_hand')}`),
    )
    const { pace } = (await read(made, { path: '/v1/plans/main?month=2025-10&figures=text' })) as {
      pace: { name: string; value: string }[]
    }
    expect(Number(row?.['booked'])).toBe(202.35)
    expect(Number(pace.find((figure) => figure.name === 'achieved')?.value)).toBe(202.35)
  })

  it('has its figures as texts on request', async () => {
    const { total } = (await read(made, { path: '/v1/ask?figures=text', body: question })) as {
      total: { values: Record<string, { value: string }> }
    }
    expect(total.values['deposits']?.value).toBe('248.35')
  })

  it('is known by its mark until the data change', async () => {
    const sent = { path: '/v1/boards/main?period=2025-Q4' }
    const first = await send(made, sent)
    const etag = first.headers.get('etag') ?? ''
    const again = await send(made, { ...sent, headers: { 'if-none-match': etag } })
    expect([again.status, await again.text()]).toEqual([304, ''])
    made.write([...sbmyRows, ...otherRows, ['2025-10-05', 'SBMY', 's7', 'p7', '1.00']])
    await made.build()
    const changed = await send(made, { ...sent, headers: { 'if-none-match': etag } })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('daymark-data-version')).not.toBe(first.headers.get('daymark-data-version'))
  })

  it('is compressed for whoever takes it so', async () => {
    const response = await send(made, {
      path: '/v1/boards/main?period=2025-Q4',
      headers: { 'accept-encoding': 'gzip' },
    })
    expect(response.headers.get('content-encoding')).toBe('gzip')
    const text = gunzipSync(Buffer.from(await response.arrayBuffer())).toString()
    expect(JSON.parse(text)).toHaveProperty('board', 'main')
  })

  it('carries a request id, and is not to be kept by others', async () => {
    const [one, other] = [await send(made, { path: '/v1/meta' }), await send(made, { path: '/v1/meta' })]
    expect(one.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(one.headers.get('x-request-id')).not.toBe(other.headers.get('x-request-id'))
    expect(one.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('is worked out once for many who ask at once', async () => {
    let reads = 0
    const warehouse = made.warehouse
    const before = warehouse.read.bind(warehouse)
    warehouse.read = (work, options) => {
      reads += 1
      return before(work, options)
    }
    const body = { ...question, grain: 'day' }
    const texts = await Promise.all(
      Array.from({ length: 20 }, async () => (await send(made, { path: '/v1/ask', body })).text()),
    )
    warehouse.read = before
    expect(new Set(texts).size).toBe(1)
    // One or two to learn the version, and one for the answer.
    expect(reads).toBeLessThanOrEqual(3)
  })
})

describe('what is refused', () => {
  let made: World
  beforeAll(async () => {
    made = await world({ limits: { rows: 40, days: 400, body: 2000 } })
  })
  afterAll(() => made.close())

  const cases = [
    {
      title: 'a misspelt metric, with what was meant',
      path: '/v1/ask',
      body: { metrics: ['deposit'], period: '2025' },
      status: 422,
      code: 'unknown-metric',
    },
    {
      title: 'a body that is no question',
      path: '/v1/ask',
      body: { metrics: 'deposits' },
      status: 400,
      code: 'invalid-request',
    },
    {
      title: 'a field that no question has',
      path: '/v1/ask',
      body: { metrics: ['deposits'], period: '2025', sql: '1' },
      status: 400,
      code: 'invalid-request',
    },
    {
      title: 'a body that is too large',
      path: '/v1/ask',
      body: { metrics: ['x'.repeat(3000)] },
      status: 413,
      code: 'body-too-large',
    },
    {
      title: 'a range that is too long',
      path: '/v1/ask',
      body: { metrics: ['deposits'], from: '2020-01-01', to: '2025-01-01' },
      status: 413,
      code: 'answer-too-large',
    },
    {
      title: 'more rows than an answer may have',
      path: '/v1/ask',
      body: { metrics: ['deposits'], period: '2025-Q4', grain: 'day' },
      status: 413,
      code: 'answer-too-large',
    },
    {
      title: 'a board that is none',
      path: '/v1/boards/mani?period=2025',
      status: 404,
      code: 'unknown-board',
    },
    { title: 'a plan that is none', path: '/v1/plans/x', status: 404, code: 'unknown-plan' },
    { title: 'a path that is none', path: '/v1/nothing', status: 404, code: 'unknown-route' },
    {
      title: 'members where the project allows none',
      path: '/v1/members?metric=active&period=2025',
      status: 422,
      code: 'no-members-behind',
    },
  ]
  for (const { title, path, body, status, code } of cases) {
    it(`is a problem document: ${title}`, async () => {
      const response = await send(made, { path, ...(body && { body }) })
      expect(response.status).toBe(status)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
      const problem = (await response.json()) as Record<string, unknown>
      expect(problem).toMatchObject({
        type: 'about:blank',
        status,
        code,
        requestId: expect.any(String) as string,
      })
      expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts:|at \w+ \(/)
    })
  }

  it('is said with the facts and what to do', async () => {
    const problem = await read(made, { path: '/v1/ask', body: { metrics: ['deposit'], period: '2025' } })
    expect(problem).toMatchObject({
      facts: { closest: 'deposits' },
      detail: 'There is no metric "deposit". Did you mean "deposits"?',
    })
  })

  it('is a body without a type that says JSON', async () => {
    const response = await made.app.request('/v1/ask', { method: 'POST', body: '{}' })
    expect(response.status).toBe(415)
  })

  it('is everything before the first build', async () => {
    const empty = await world({ isBuilt: false })
    expect((await send(empty, { path: '/readyz' })).status).toBe(503)
    expect((await send(empty, { path: '/livez' })).status).toBe(200)
    const problem = await read(empty, { path: '/v1/ask', body: question })
    expect(problem).toMatchObject({ status: 503, code: 'not-built' })
    await empty.close()
  })
})

describe('a request that takes too long', () => {
  it('is answered in time, and its query is stopped', async () => {
    const made = await world({ limits: { time: 150 } })
    let stopped = false
    const { warehouse } = made
    const before = warehouse.read.bind(warehouse)
    warehouse.read = (work, options) =>
      before(async (session) => {
        // The version of the data is read for all who ask, and not stopped.
        if (options?.signal === undefined) return work(session)
        options.signal.addEventListener('abort', () => {
          stopped = true
        })
        await new Promise((resolve) => setTimeout(resolve, 400))
        return work(session)
      }, options)
    const start = performance.now()
    const problem = await read(made, { path: '/v1/ask', body: question })
    expect(problem).toMatchObject({ status: 504, code: 'interrupted' })
    expect(performance.now() - start).toBeLessThan(1500)
    expect(stopped).toBe(true)
    warehouse.read = before
    await made.close()
  })

  it('stops every session of a stoppable warehouse', async () => {
    const made = await world()
    const warehouse = stoppable(made.warehouse, AbortSignal.abort())
    await expect(warehouse.read(() => Promise.resolve(1))).rejects.toMatchObject({ code: 'interrupted' })
    await expect(warehouse.write(() => Promise.resolve(1))).rejects.toMatchObject({ code: 'interrupted' })
    await made.close()
  })
})
