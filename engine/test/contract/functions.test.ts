import { expect } from 'vitest'
import {
  call,
  join,
  sql,
  stored,
  type,
  value,
  type BoundValue,
  type ColumnType,
  type Sql,
  type SqlFunction,
} from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { Value, Warehouse } from '../../src/warehouses/warehouse.js'
import { contractWarehouses } from '../servers/warehouses.js'
import { onEveryWarehouse } from './on-every-warehouse.js'

const days = [
  '1900-01-01',
  '1955-03-01',
  '1969-12-31',
  '1970-01-01',
  '1970-01-02',
  '2000-02-29',
  '2024-02-29',
  '2024-03-01',
  '2299-12-31',
]
const dayNumberOf = (day: string) => BigInt(Date.parse(`${day}T00:00:00Z`) / 86_400_000)

/** Moments around changes of the clocks, and long before. */
const moments = [
  '2025-03-30 00:59:59.999999',
  '2025-03-30 01:00:00',
  '2025-03-30 23:30:00',
  '2025-06-30 22:59:59',
  '2025-06-30 23:00:00',
  '2025-10-25 23:30:00',
  '2025-10-26 00:30:00',
  '2025-10-26 23:59:59.999999',
  '2025-12-31 15:59:59',
  '2025-12-31 16:00:00',
  '1981-12-31 16:15:00',
  '1968-02-17 23:30:00',
  '1955-06-30 23:30:00',
]
const zones = ['Europe/London', 'Asia/Kuala_Lumpur', 'America/New_York', 'UTC']

const numbers: StoredTable = {
  name: 'numbers',
  columns: [
    { name: 'member', type: 'member', nullable: false },
    { name: 'key', type: 'text', nullable: false },
    { name: 'amount', type: 'integer', nullable: false },
    { name: 'money', type: 'decimal(18,4)', nullable: false },
    { name: 'wide', type: 'decimal(38,10)', nullable: false },
  ],
  order: ['member'],
}

function rows(of: ColumnType, values: readonly BoundValue[]): Sql {
  const selects = values.map(
    (bound, nr) => sql`SELECT ${value(nr, 'integer')} AS nr, ${value(bound, of)} AS x`,
  )
  return sql`(${join(selects, ' UNION ALL ')}) AS t`
}

async function column(
  warehouse: Warehouse,
  expression: Sql,
  from: Sql,
): Promise<readonly (Value | undefined)[]> {
  const found = await warehouse.read((session) =>
    session.query(sql`SELECT ${expression} AS y, nr FROM ${from} ORDER BY nr`),
  )
  return found.map((row) => row['y'])
}

async function one(warehouse: Warehouse, expression: Sql, from: Sql): Promise<Value | undefined> {
  const [row] = await warehouse.read((session) => session.query(sql`SELECT ${expression} AS y FROM ${from}`))
  return row?.['y']
}

onEveryWarehouse((it) => {
  const aggregates: readonly (readonly [string, SqlFunction, ColumnType, readonly BoundValue[], Value])[] = [
    [
      'counts different values and leaves out null',
      'countDistinct',
      'text',
      ['a', 'A', '', null, 'a', null],
      3n,
    ],
    ['counts no different values among nulls', 'countDistinct', 'integer', [null, null], 0n],
    [
      'counts how often a condition holds, which null does not',
      'countIf',
      'boolean',
      [true, null, false, true],
      2n,
    ],
    ['sums to null where all is null', 'sum', 'integer', [null, null], null],
    ['sums decimals and leaves out null', 'sum', 'decimal(18,4)', ['0.1000', null, '0.2001'], '0.3001'],
    ['sums beyond 2^53', 'sum', 'integer', [9007199254740993n, 1n], 9007199254740994n],
    [
      'sums beyond 2^63',
      'sum',
      'integer',
      [9223372036854775807n, 9223372036854775807n, 9223372036854775807n],
      27670116110564327421n,
    ],
    ['sums below -2^63', 'sum', 'integer', [-9223372036854775808n, -1n], -9223372036854775809n],
    [
      'sums decimals to all of their digits',
      'sum',
      'decimal(38,10)',
      ['4999999999999999999999999999.9999999999', '0.0000000001', '4000000000000000000000000000'],
      '9000000000000000000000000000.0000000000',
    ],
  ]
  for (const [title, fn, of, values, expected] of aggregates)
    it(title, async (warehouse) => {
      expect(await one(warehouse, call(fn, sql`x`), rows(of, values))).toBe(expected)
    })

  it('aggregates no rows to null, and counts them as 0', async (warehouse) => {
    const [row] = await warehouse.read((session) =>
      session.query(sql`SELECT ${call('sum', sql`x`)} AS total, max(x) AS most, min(x) AS least, count(*) AS n,
        ${call('countDistinct', sql`x`)} AS different, ${call('countIf', sql`x > 0`)} AS positive
        FROM ${rows('integer', [1])} WHERE x > 1`),
    )
    expect(row).toEqual({ total: null, most: null, least: null, n: 0n, different: 0n, positive: 0n })
  })

  it('counts 300,000 different members, and sums what they have, to the last one', async (warehouse) => {
    await warehouse.write(async (session) => {
      await session.create(numbers)
      await session.load(
        numbers,
        sql`SELECT n, 'member ' || n, n * 30000000000000, n * 0.0001, n * 0.0000000001 FROM range(300000) AS r(n)
          UNION ALL SELECT n, 'member ' || n, 1, 0.0001, 0 FROM range(300000) AS r(n) WHERE n % 3 = 0`,
      )
    })
    const [row] = await warehouse.read((session) =>
      session.query(sql`SELECT count(*) AS n, ${call('countDistinct', sql`member`)} AS members,
        ${call('countDistinct', sql`key`)} AS keys, max(member) AS last, min(member) AS first,
        ${call('sum', sql`amount`)} AS amount, ${call('sum', sql`money`)} AS money, ${call('sum', sql`wide`)} AS wide
        FROM ${stored(numbers)}`),
    )
    expect(row).toEqual({
      n: 400_000n,
      members: 300_000n,
      keys: 300_000n,
      first: 0,
      last: 299_999,
      amount: 44_999_850_000n * 30_000_000_000_000n + 100_000n,
      money: '4499995.0000',
      wide: '4.4999850000',
    })
  })

  it('numbers members on from those that there are', async (warehouse) => {
    const dictionary: StoredTable = {
      name: 'dictionary',
      columns: [
        { name: 'member', type: 'member', nullable: false },
        { name: 'key', type: 'text', nullable: false },
      ],
      order: ['member'],
    }
    await warehouse.write(async (session) => {
      await session.create(dictionary)
      for (const keys of [
        ['b', 'a'],
        ['d', 'c', 'a'],
      ]) {
        await session.insert(
          dictionary,
          sql`SELECT row_number() OVER (ORDER BY s.x) - 1 + (SELECT count(*) FROM ${stored(dictionary)}), s.x
            FROM (SELECT x FROM ${rows('text', keys)}) AS s LEFT JOIN ${stored(dictionary)} AS d ON d.key = s.x
            WHERE d.member IS NULL`,
        )
      }
    })
    const found = await warehouse.read((session) =>
      session.query(sql`SELECT a.member, a.key FROM ${stored(dictionary)} AS a
        JOIN ${stored(dictionary)} AS b ON b.member = a.member ORDER BY a.member`),
    )
    expect(found).toEqual(['a', 'b', 'c', 'd'].map((key, member) => ({ member, key })))
  })

  it('takes null as the same as null, and as nothing else', async (warehouse) => {
    const pairs = [
      [null, null, true],
      ['', null, false],
      [null, '', false],
      ['a', 'a', true],
      ['a', 'A', false],
    ] as const
    for (const [left, right, expected] of pairs) {
      const same = call('same', value(left, 'text'), value(right, 'text'))
      const found = await one(
        warehouse,
        sql`CASE WHEN ${same} THEN 'same' ELSE 'other' END`,
        rows('text', ['']),
      )
      expect(found).toBe(expected ? 'same' : 'other')
    }
  })

  it('numbers days from 1970, also before', async (warehouse) => {
    const found = await column(warehouse, call('dayNumber', sql`x`), rows('date', [...days, null]))
    expect(found).toEqual([...days.map(dayNumberOf), null])
  })

  it('counts the days between two dates over leap days and centuries', async (warehouse) => {
    const from = value('1968-02-28', 'date')
    const found = await column(warehouse, call('daysBetween', sql`x`, from), rows('date', days))
    expect(found).toEqual(days.map((day) => dayNumberOf(day) - dayNumberOf('1968-02-28')))
  })

  it('takes the date and the hour of a wall clock', async (warehouse) => {
    const wall = rows('timestamp', moments)
    expect(await column(warehouse, call('dateOfTimestamp', sql`x`), wall)).toEqual(
      moments.map((moment) => moment.slice(0, 10)),
    )
    expect(await column(warehouse, call('hourOfTimestamp', sql`x`), wall)).toEqual(
      moments.map((moment) => BigInt(moment.slice(11, 13))),
    )
  })

  for (const zone of zones)
    it(`takes the date and the hour of a moment in ${zone}`, async (warehouse) => {
      const clock = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
      })
      const shown = moments.map((moment) => {
        const parts = clock.formatToParts(new Date(`${moment.slice(0, 23).replace(' ', 'T')}Z`))
        return Object.fromEntries(parts.map((part) => [part.type, part.value]))
      })
      const at = rows('instant', moments)
      const named = value(zone, 'text')
      expect(await column(warehouse, call('dateOfInstant', sql`x`, named), at)).toEqual(
        shown.map(({ year = '', month = '', day = '' }) => `${year}-${month}-${day}`),
      )
      expect(await column(warehouse, call('hourOfInstant', sql`x`, named), at)).toEqual(
        shown.map(({ hour = '' }) => BigInt(hour)),
      )
    })

  it('gives what is a microsecond earlier, and its day', async (warehouse) => {
    const moments = ['2024-03-01 00:00:00', '2024-03-01 00:00:00.000001', null]
    for (const type of ['timestamp', 'instant'] as const) {
      const before = call('justBefore', sql`x`)
      const day =
        type === 'timestamp'
          ? call('dateOfTimestamp', before)
          : call('dateOfInstant', before, value('UTC', 'text'))
      expect(await column(warehouse, day, rows(type, moments))).toEqual(['2024-02-29', '2024-03-01', null])
    }
    const paris = call('dateOfInstant', call('justBefore', sql`x`), value('Europe/Paris', 'text'))
    const midnight = rows('instant', ['2024-02-29 23:00:00', '2024-02-29 23:00:01'])
    expect(await column(warehouse, paris, midnight)).toEqual(['2024-02-29', '2024-03-01'])
  })

  it('chooses by a condition, of which null is not true', async (warehouse) => {
    const chosen = call('if', sql`x > 1`, value('more', 'text'), value('not', 'text'))
    expect(await column(warehouse, chosen, rows('integer', [1, 2, null]))).toEqual(['not', 'more', 'not'])
  })

  it('writes values as text, and null as null', async (warehouse) => {
    const text = call('toText', sql`x`)
    expect(await column(warehouse, text, rows('boolean', [true, false, null]))).toEqual([
      'true',
      'false',
      null,
    ])
    expect(await column(warehouse, text, rows('integer', [-9223372036854775808n, 0, null]))).toEqual([
      '-9223372036854775808',
      '0',
      null,
    ])
    expect(await column(warehouse, text, rows('date', ['1955-01-02', null]))).toEqual(['1955-01-02', null])
    expect(await column(warehouse, text, rows('decimal(18,4)', ['-0.5', '10', null]))).toEqual([
      '-0.5000',
      '10.0000',
      null,
    ])
    const texts = ['', "it's", 'tab\tnew\nline\\n', '\\N', null]
    expect(await column(warehouse, text, rows('text', texts))).toEqual(texts)
  })

  it('tells rows apart that swapped a value, by the sum of what stands for them', async (warehouse) => {
    const given = rows('integer', [...Array(200).keys()])
    const hashed = (...values: readonly Sql[]) =>
      sql`CAST(${call('rowHash', ...values)} AS ${type('decimal(38,0)')})`
    const [text, other] = [sql`CAST(x AS ${type('text')})`, sql`CAST('other' AS ${type('text')})`]
    const none = sql`CAST(NULL AS ${type('text')})`
    for (const [left, right] of [
      [text, other],
      [text, none],
    ] as const) {
      const before = sql`${hashed(left, sql`x`)} + ${hashed(right, sql`x + 7`)}`
      const after = sql`${hashed(left, sql`x + 7`)} + ${hashed(right, sql`x`)}`
      expect(await one(warehouse, call('countIf', sql`${before} = ${after}`), given)).toBe(0n)
    }
  })

  it('compares and groups text by its bytes', async (warehouse) => {
    const names = ['a', 'A', '\u00e9', 'e\u0301', 'ß', 'ss', ' a', 'a ']
    const found = await warehouse.read((session) =>
      session.query(sql`SELECT x, count(*) AS n FROM ${rows('text', names)} GROUP BY x`),
    )
    expect(found.map((row) => row['x']).sort()).toEqual([...names].sort())
  })

  it('casts what is worked out to the type that is wanted', async (warehouse) => {
    const sum = sql`CAST(coalesce(${call('sum', sql`x`)}, 0) AS ${type('decimal(38,2)')})`
    expect(await one(warehouse, sum, sql`${rows('integer', [1, 2])} WHERE x > 5`)).toBe('0.00')
    expect(await one(warehouse, sum, rows('integer', [1, 2]))).toBe('3.00')
  })
}, contractWarehouses)
