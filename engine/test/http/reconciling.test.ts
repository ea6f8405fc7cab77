import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { reconciliationDocument } from '../../src/documents/reconciliation.js'
import { json } from '../../src/documents/json.js'
import { reconcile } from '../../src/queries/reconcile/reconcile.js'
import { access, otherRows, read, sbmyRows, send, world, type World } from './given.js'

interface Found {
  readonly rows: Readonly<Record<string, number>>
  readonly difference: { readonly values: Readonly<Record<string, number | string>> }
  readonly causes: readonly {
    readonly cause: string
    readonly rows: number
    readonly net: { readonly values: Readonly<Record<string, number | string>> }
    readonly examples: readonly object[]
  }[]
  readonly passed: boolean
}

describe('a reconciliation', () => {
  let made: World
  beforeAll(async () => {
    made = await world({ access })
  })
  afterAll(() => made.close())
  const asked = (body: object, { role = 'head', name = 'main', query = '' } = {}) => ({
    path: `/v1/reconciliations/${name}${query}`,
    body,
    key: made.keys[role],
  })

  it('is what the rows give: the published table says whole amounts only', async () => {
    // Each row is the only one of its day and line; what is cut off of it is its cents.
    const cut = [...sbmyRows, ...otherRows].map(([, , , , amount]) => Number(amount.split('.')[1]))
    const touched = cut.filter((each) => each > 0)
    const found = (await read(made, asked({ examples: 1 }))) as unknown as Found
    expect(found.rows).toEqual({
      compared: cut.length,
      equal: cut.length - touched.length,
      explained: touched.length,
      unexplained: 0,
    })
    const net = -touched.reduce((sum, each) => sum + each, 0) / 100
    expect(found.difference.values).toEqual({ amount: net })
    expect(found.causes).toMatchObject([
      { cause: 'cut', rows: touched.length, net: { values: { amount: net } } },
    ])
    expect(found.causes[0]?.examples).toHaveLength(1)
    expect(found.passed).toBe(true)
  })

  it('is the document of the command line, also of some days, and with texts', async () => {
    const { loaded, warehouse } = made.service
    const days = { from: '2025-10-01', to: '2025-10-31' }
    const own = await reconcile({ reference: 'main', ...days }, { loaded, warehouse, today: '2026-01-15' })
    const sent = await send(made, asked(days))
    expect(sent.status).toBe(200)
    expect(await sent.text()).toBe(json(reconciliationDocument(own)))
    const texts = (await read(made, asked(days, { query: '?figures=text' }))) as unknown as Found
    expect(typeof texts.difference.values['amount']).toBe('string')
  })

  it('is refused to roles that see some rows, and is unknown to those that lack its metrics', async () => {
    expect(await read(made, asked({}, { role: 'sbmy' }))).toMatchObject({
      status: 403,
      code: 'not-permitted',
    })
    for (const given of [{ role: 'narrow' }, { role: 'nobody' }, { name: 'mian' }])
      expect(await read(made, asked({}, given))).toMatchObject({ status: 404, code: 'unknown-reference' })
    expect(await read(made, asked({ from: '2025-13-01' }))).toMatchObject({
      status: 422,
      code: 'invalid-date',
    })
    expect(await read(made, asked({ period: '2025' }))).toMatchObject({ status: 400 })
  })

  it('is offered to whoever may have it', async () => {
    const offered = async (role: string) =>
      (await read(made, { path: '/v1/meta', key: made.keys[role] }))['references']
    expect(await offered('head')).toEqual([
      { name: 'main', title: 'Deposits as published', description: null },
    ])
    for (const role of ['sbmy', 'narrow', 'nobody']) expect(await offered(role)).toEqual([])
  })

  it('is stopped when the time of a request is up', async () => {
    const hasty = await world({ limits: { time: 1 } })
    const { status } = await send(hasty, { path: '/v1/reconciliations/main', body: {} })
    expect(status).toBe(504)
    await hasty.close()
  })
})
