import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gzipSync } from 'node:zlib'
import { activity, count, defineProject, members, source, sum } from '../../src/index.js'
import { hasS3Server, S3Server } from '../servers/s3-server.js'
import { refusalOf, violationsOf } from '../sources/given.js'
import { builtOnEveryWarehouse, type Built } from './built.js'

const columns = { id: 'integer', day: 'date', who: 'text', paid: 'decimal(9,2)' } as const
const shop = (files: string | readonly string[]) => {
  const orders = source('orders', { files, columns, key: ['id'], day: 'day' })
  const bought = activity('bought', { from: orders, identities: { buyer: 'who' } })
  return defineProject({
    name: 'shop',
    metrics: { buyers: members(bought, 'buyer'), n: count(bought), paid: sum(bought, 'paid') },
  })
}
const march = { metrics: ['buyers', 'n', 'paid'], period: '2024-03' } as const
const csv = (...rows: readonly string[]) => ['id,day,who,paid', ...rows, ''].join('\n')
const builtThings = async (built: Built, project: ReturnType<typeof shop>) =>
  (await built.build(project)).work
    .filter(({ does }) => does === 'build')
    .map(({ thing, because }) => [thing, because])

describe.skipIf(!hasS3Server)('files on a server of S3', () => {
  const s3 = new S3Server('exports')
  beforeAll(() => s3.start())
  afterAll(() => s3.stop())

  builtOnEveryWarehouse((built) => {
    const project = shop('s3://exports/orders/*.{csv,csv.gz,ndjson}')

    it('are found by a pattern, and read again when they change', async () => {
      await s3.put('orders/one.csv', csv('1,2024-03-01,ann,1', '2,2024-03-02,bob,2'))
      await s3.put('orders/two + more.csv.gz', gzipSync(csv('3,2024-03-03,ann,4')))
      await s3.put('orders/three.ndjson', '{"id": 4, "day": "2024-03-04", "who": "cid", "paid": 8}\n')
      await s3.put('orders/deeper/four.csv', csv('9,2024-03-01,zoe,99'))
      await s3.put('orders/.hidden.csv', csv('9,2024-03-01,zoe,99'))
      await built().build(project)
      expect(await built().figures(project, march)).toEqual({ buyers: '3', n: '4', paid: '15' })
      expect(await builtThings(built(), project)).toEqual([])
      await s3.put('orders/one.csv', csv('1,2024-03-01,ann,1', '2,2024-03-02,dee,16'))
      expect((await builtThings(built(), project))[0]).toEqual([
        'source orders',
        'of its files 1 changed, 2 as before',
      ])
      expect(await built().figures(project, march)).toEqual({ buyers: '3', n: '4', paid: '29' })
      await s3.remove('orders/three.ndjson')
      await built().build(project)
      expect(await built().figures(project, march)).toEqual({ buyers: '2', n: '3', paid: '21' })
    })

    it('have their keys in refusals, and are refused where nobody lets them be read', async () => {
      await s3.put('bad/one.csv', csv('1,2024-03-01,ann,1', '2,2024-03-02,bob,two'))
      expect(await violationsOf(built().build(shop('s3://exports/bad/one.csv')))).toMatchObject([
        {
          where: 's3://exports/bad/one.csv',
          column: 'paid',
          rule: 'type',
          examples: [{ row: 3, value: 'two' }],
        },
      ])
      await s3.put('lake/_delta_log/00000000000000000000.json', '{}')
      await s3.put('lake/part.parquet', 'PAR1')
      for (const [address, problem] of [
        ['s3://exports/lake/*.parquet', 'Delta Lake'],
        ['s3://exports/none/*.csv', 'no object matches'],
        ['s3://exports/none/one.csv', 'no object matches'],
        ['s3://nowhere/one.csv', '(404)'],
      ] as const) {
        const refusal = await refusalOf(built().build(shop(address)))
        expect([refusal.code, refusal.message]).toEqual(['remote-file', expect.stringContaining(problem)])
      }
      s3.login('SOMEBODY', 'a-wrong-secret')
      const refusal = await refusalOf(built().build(shop('s3://exports/bad/one.csv')))
      s3.login('S3RVER', 'S3RVER')
      expect([refusal.code, refusal.message]).toEqual(['remote-file', expect.stringContaining('(403)')])
      expect(JSON.stringify([refusal.message, refusal.fix, refusal.facts])).not.toContain('a-wrong-secret')
    })
  })
})

describe('files at URLs', () => {
  const served = new Map<string, (request: IncomingMessage, response: ServerResponse) => void>()
  let server: Server
  let root = ''
  beforeAll(async () => {
    server = createServer((request, response) => {
      const answer = served.get(new URL(request.url ?? '', 'http://host').pathname)
      if (answer) answer(request, response)
      else response.writeHead(404).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    root = `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : '')}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const serve = (path: string, content: string, headers: Readonly<Record<string, string>> = {}) => {
    served.set(path, (_request, response) => {
      response.writeHead(200, { 'content-length': Buffer.byteLength(content), ...headers }).end(content)
    })
  }

  builtOnEveryWarehouse((built) => {
    it('are read, and read again when what their server tells of them changes', async () => {
      const project = shop(`${root}/{a,b}.csv`)
      serve('/a.csv', csv('1,2024-03-01,ann,1'), { etag: '"1"' })
      serve('/b.csv', csv('2,2024-03-02,bob,2'), { 'last-modified': 'Fri, 01 Mar 2024 10:00:00 GMT' })
      await built().build(project)
      expect(await built().figures(project, march)).toEqual({ buyers: '2', n: '2', paid: '3' })
      expect(await builtThings(built(), project)).toEqual([])
      serve('/a.csv', csv('1,2024-03-01,ann,5'), { etag: '"2"' })
      await built().build(project)
      expect(await built().figures(project, march)).toEqual({ buyers: '2', n: '2', paid: '7' })
      // Nothing is told: it is read each time, and its rows are compared.
      serve('/a.csv', csv('1,2024-03-01,ann,6'))
      await built().build(project)
      serve('/a.csv', csv('1,2024-03-01,ann,7'))
      await built().build(project)
      expect(await built().figures(project, march)).toEqual({ buyers: '2', n: '2', paid: '9' })
    })

    it('are refused, each with a sentence and without secrets', async () => {
      const content = csv('1,2024-03-01,ann,1')
      served.set('/cut.csv', (_request, response) => {
        response.writeHead(200, { 'content-length': 5000, etag: '"1"' })
        response.write(content, () => response.destroy())
      })
      served.set('/no.csv', (_request, response) => response.writeHead(403).end())
      served.set('/login.csv', ({ headers }, response) => {
        const isIn = headers.authorization === `Basic ${Buffer.from('ann:hush-hush').toString('base64')}`
        response.writeHead(isIn ? 200 : 401, { etag: '"1"' }).end(isIn ? content : '')
      })
      const refused = async (address: string) => {
        const { code, message } = await refusalOf(built().build(shop(address)))
        return [code, message]
      }
      const withLogin = (login: string) => `${root.replace('//', `//${login}@`)}/login.csv`
      for (const [address, problem] of [
        [`${root}/cut.csv`, 'broke before the end'],
        [`${root}/no.csv?X-Amz-Signature=hush-hush`, '(403)'],
        [`${root}/none.csv`, '(404)'],
        [`${root}/*.csv`, 'no list'],
        [withLogin('ann:hush-wrong'), '(401)'],
        ['http://127.0.0.1:9/x.csv', ''],
      ] as const) {
        const [code, message] = await refused(address)
        expect([address, code, message]).toEqual([address, 'remote-file', expect.stringContaining(problem)])
        expect(message).not.toContain('hush')
      }
      const [code] = await refused(`${root}/notes`)
      expect(code).toBe('remote-file')
      const project = shop(withLogin('ann:hush-hush'))
      await built().build(project)
      expect(await built().figures(project, march)).toEqual({ buyers: '1', n: '1', paid: '1' })
    })
  })
})
