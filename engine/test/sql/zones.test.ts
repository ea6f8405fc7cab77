import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { raw } from '../../src/sql/sql.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Ho_Chi_Minh', 'UTC']

/** Clock times near the changes of some year, and any other. */
const clocks = fc
  .record({
    zone: fc.constantFrom(...zones),
    near: fc.constantFrom('03-10', '03-31', '04-07', '10-06', '10-27', '11-03', '01-01', '07-15'),
    year: fc.integer({ min: 1972, max: 2030 }),
    minutes: fc.integer({ min: -3000, max: 3000 }),
  })
  .map(({ zone, near, year, minutes }) => ({
    zone,
    clock: Temporal.PlainDateTime.from(`${year}-${near}T00:00:00`).add({ minutes }),
  }))

const asText = (clock: Temporal.PlainDateTime) => clock.toString({ smallestUnit: 'second' }).replace('T', ' ')

for (const server of warehouses.filter(({ name }) => name !== 'duckdb'))
  describe.skipIf(server.skip !== undefined)(server.title, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
    })
    afterAll(() => warehouse.close())

    it('takes a time on the clocks of a zone for the moment that Temporal takes it for, the later of two', async () => {
      const drawn = fc.sample(clocks, 120)
      const { constructs } = warehouse.dialect
      const rows = drawn.map(({ zone, clock }, at) => {
        const given = constructs.literal(asText(clock), 'timestamp')
        const named = constructs.literal(zone, 'text')
        const moment = constructs.momentOf(given, named)
        const utc = constructs.clockOf(moment, constructs.literal('UTC', 'text'))
        const back = constructs.clockOf(moment, named)
        return `SELECT ${at} AS nth, ${constructs.texted(utc, 'timestamp')} AS utc, ${constructs.texted(back, 'timestamp')} AS back`
      })
      const found = await warehouse.read((session) =>
        session.query(raw(`SELECT * FROM (${rows.join(' UNION ALL ')}) AS moments ORDER BY nth`)),
      )
      const right = drawn.map(({ zone, clock }) => {
        const moment = clock.toZonedDateTime(zone, { disambiguation: 'later' })
        return [asText(moment.withTimeZone('UTC').toPlainDateTime()), asText(moment.toPlainDateTime())]
      })
      expect(found.map(({ utc, back }, at) => [drawn[at]?.zone, utc, back])).toEqual(
        right.map((each, at) => [drawn[at]?.zone, ...each]),
      )
    })
  })
