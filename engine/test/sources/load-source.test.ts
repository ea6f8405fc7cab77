import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadSource, type LoadedSource } from '../../src/sources/load-source.js'
import { placedSource } from '../../src/sources/place-source.js'
import { source, type Source } from '../../src/sources/source.js'
import { latestRows } from '../../src/sources/source-rows.js'
import { sourceTable } from '../../src/sources/source-table.js'
import { sql } from '../../src/sql/sql.js'
import type { Row, Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'
import { GivenFiles, refusalOf } from './given.js'

const files = new GivenFiles()

const all = source('everything', {
  files: 'load/*',
  columns: {
    id: 'integer',
    name: 'text?',
    amount: 'decimal(18,2)',
    share: 'double?',
    paid: 'boolean?',
    day: 'date',
    at: 'timestamp?',
    moment: 'instant?',
  },
  key: ['id'],
  latestBy: 'day',
})
const header = 'id,name,amount,share,paid,day,at,moment\n'
const rows = [
  '1,"é ""数""\nx",-1.5,0.25,true,1969-12-31,2025-10-31 08:26:00.123456,2025-10-31T08:26:00+02:00\n',
  '1,,2,,,1970-01-01,,\n',
  '2,,99999999999999.99,1e300,f,2025-10-31,,\n',
]

for (const server of warehouses) {
  describe.skipIf(server.skip)(`loading a source into ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    async function load(given: Source): Promise<LoadedSource> {
      const placed = await placedSource(given, { directory: files.folder, parameters: {} })
      const session = await warehouse.files()
      return warehouse.write((write) => loadSource({ write, files: session }, placed))
    }

    const read = (given: Source): Promise<readonly Row[]> =>
      warehouse.read((session) => session.query(sql`SELECT * FROM ${latestRows(given)} AS r ORDER BY id`))

    it('keeps every value, and reads the latest row of each key', async () => {
      await files.write('load/1.csv', header + rows.join(''))
      const empty = await files.write('load/2.csv', header)
      const loaded = await load(all)
      expect(loaded.rows).toBe(3)
      expect(loaded.files.map(({ path, bytes }) => [path.slice(-5), bytes])).toEqual([
        ['1.csv', Buffer.byteLength(header + rows.join(''))],
        ['2.csv', header.length],
      ])
      expect(loaded.notices).toEqual([`${empty} has a header but no rows.`])
      const nothing = { name: null, at: null, moment: null }
      expect(await read(all)).toEqual([
        { id: 1n, ...nothing, amount: '2.00', share: null, paid: null, day: '1970-01-01' },
        { id: 2n, ...nothing, amount: '99999999999999.99', share: 1e300, paid: false, day: '2025-10-31' },
      ])
      const every = { ...all, latestBy: undefined }
      expect((await read(every)).filter(({ day }) => day === '1969-12-31')).toEqual([
        {
          id: 1n,
          name: 'é "数"\nx',
          amount: '-1.50',
          share: 0.25,
          paid: true,
          day: '1969-12-31',
          at: '2025-10-31 08:26:00.123456',
          moment: '2025-10-31 06:26:00',
        },
      ])
    })

    it('leaves what was there when the contract is broken, and replaces it when it is kept', async () => {
      const small = source('small', { files: 'small.csv', columns: { id: 'integer' } })
      await files.write('small.csv', 'id\n1\n2\n')
      await load(small)
      await files.write('small.csv', 'id\n3\nx\n')
      expect((await refusalOf(load(small))).code).toBe('contract-broken')
      expect(await read(small)).toEqual([{ id: 1n }, { id: 2n }])
      await files.write('small.csv', 'id\n3\n')
      await load(small)
      expect(await read(small)).toEqual([{ id: 3n }])
    })

    it('refuses files that go away after they were placed', async () => {
      const going = source('going', { files: 'going.csv', columns: { id: 'integer' } })
      const path = await files.write('going.csv', 'id\n1\n')
      const placed = await placedSource(going, { directory: files.folder, parameters: {} })
      await rm(path)
      const session = await warehouse.files()
      const refusal = await refusalOf(
        warehouse.write((write) => loadSource({ write, files: session }, placed)),
      )
      expect(refusal.code).toBe('file-changed')
      expect(refusal.message).toBe(
        `The file ${path} of source "going" changed or went away while it was read.`,
      )
    })

    it('refuses files that change after they were placed', async () => {
      const moving = source('moving', { files: 'moving.csv', columns: { id: 'integer' } })
      await files.write('moving.csv', 'id\n1\n')
      const placed = await placedSource(moving, { directory: files.folder, parameters: {} })
      await files.write('moving.csv', 'id\n1\n2\n')
      const session = await warehouse.files()
      const refusal = await refusalOf(
        warehouse.write((write) => loadSource({ write, files: session }, placed)),
      )
      expect(refusal.code).toBe('file-changed')
      expect(await warehouse.read((reader) => reader.has(sourceTable(moving)))).toBe(false)
    })
  })
}
