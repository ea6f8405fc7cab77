import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../src/errors.js'
import { access, read, send, world, type World } from './given.js'

describe('requests that are not as documented', () => {
  let made: World
  beforeAll(async () => {
    made = await world({ access })
  })
  afterAll(() => made.close())
  const head = (sent: Omit<Parameters<typeof send>[1], 'key'>) => ({ ...sent, key: made.keys['head'] })

  it('with a parameter that the route does not take are refused, and the place is named', async () => {
    for (const path of [
      '/v1/meta?x=1',
      '/v1/boards/main?periods=2025-Q4',
      '/v1/builds?full=true',
      '/v1/ask?figure=text',
      '/readyz?x=1',
    ]) {
      const isAsk = path.startsWith('/v1/ask')
      const response = await send(
        made,
        head({ path, ...(isAsk && { body: { metrics: ['active'], period: '2025' } }) }),
      )
      expect([path, response.status]).toEqual([path, 400])
      expect(await response.json()).toMatchObject({ code: 'invalid-request', errors: [{ in: 'query' }] })
    }
  })

  it('are told where in the body they are wrong', async () => {
    const body = { metrics: ['active', 7], where: [{ dimension: 'line', values: 'SBMY' }] }
    expect(await read(made, head({ path: '/v1/ask', body }))).toMatchObject({
      status: 400,
      errors: [
        { in: 'body', pointer: '/metrics/1' },
        { in: 'body', pointer: '/where/0/values' },
      ],
    })
  })

  it('by another method are refused with those that the path takes', async () => {
    const refused = async (method: string, path: string) => {
      const response = await send(made, head({ method, path }))
      return [response.status, response.headers.get('allow')]
    }
    expect(await refused('GET', '/v1/ask')).toEqual([405, 'POST'])
    expect(await refused('DELETE', '/v1/builds')).toEqual([405, 'GET, HEAD, POST'])
    expect(await refused('POST', '/v1/meta')).toEqual([405, 'GET, HEAD'])
    expect(await refused('GET', '/v1/targets/2025-Q4/deposits/ALL')).toEqual([405, 'PUT'])
    expect(await refused('POST', '/v1/nothing')).toEqual([404, null])
  })

  it('for a form in which there is no answer are refused', async () => {
    const status = async (path: string, accept: string) =>
      (await send(made, head({ path, headers: { accept } }))).status
    expect(await status('/v1/meta', 'application/xml')).toBe(406)
    expect(await status('/v1/meta', 'text/html, application/json;q=0')).toBe(406)
    expect(await status('/v1/meta', 'text/html, */*;q=0.1')).toBe(200)
    expect(await status('/v1/meta', 'application/*')).toBe(200)
    const members = '/v1/members?metric=active&period=2025-Q4'
    const csv = await send(
      made,
      head({ path: members, headers: { accept: 'text/csv, application/json;q=0.5' } }),
    )
    expect(csv.headers.get('content-type')).toContain('text/csv')
    const json = await send(
      made,
      head({ path: members, headers: { accept: 'text/csv;q=0.5, application/json' } }),
    )
    expect(json.headers.get('content-type')).toContain('application/json')
  })
})

describe('what goes wrong with the warehouse', () => {
  it('tells those who ask nothing of the machine, the disk or the database', async () => {
    const made = await world({ access })
    const secret = 'connect ECONNREFUSED 10.1.2.3:5432, database "ledger_of_sbmy"'
    made.warehouse.read = () =>
      Promise.reject(
        new Refusal('warehouse-unreachable', {
          warehouse: 'PostgreSQL',
          address: 'postgres://10.1.2.3:5432/ledger_of_sbmy',
          reason: secret,
        }),
      )
    const response = await send(made, { path: '/v1/meta', key: made.keys['sbmy'] })
    const text = await response.text()
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(text).not.toMatch(/10\.1\.2\.3|5432|ledger_of_sbmy/)
    await made.close()
  })
})
