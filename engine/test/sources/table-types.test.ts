import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { boundSource } from '../../src/sources/bound-source.js'
import { checkSource } from '../../src/sources/check-contract.js'
import { source, type ColumnDeclaration } from '../../src/sources/source.js'
import { latestRows } from '../../src/sources/source-rows.js'
import { raw, sql } from '../../src/sql/sql.js'
import type { Value, Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses, type TestServer } from '../servers/warehouses.js'
import { refusalOf } from './given.js'

/** A column of a table: its type, what is put into it, and what comes of it by the type that it is declared with. */
interface Held {
  readonly type: string
  readonly given: string
  readonly declared: readonly (readonly [ColumnDeclaration, Outcome])[]
}

/** A value, the warehouse's own SQL over the column `c` that gives it as text, or how it is refused. */
type Outcome =
  | { readonly is: Value; readonly sql?: string }
  | { readonly breaks: string; readonly example: string | null }
  | { readonly refused: 'column-type' | 'no-such-path'; readonly fits?: readonly string[] }

const is = (value: Value, own?: string): Outcome => ({ is: value, ...(own !== undefined && { sql: own }) })
const breaks = (rule: string, example: string | null): Outcome => ({ breaks: rule, example })
const refused: Outcome = { refused: 'column-type' }
const fits = (...types: string[]): Outcome => ({ refused: 'column-type', fits: types })
const at = (
  type: 'text' | 'integer' | 'decimal(9,2)' | 'boolean' | 'date' | 'instant' | 'double',
  path: string,
) => ({ type, path, nullable: true }) as const

const uuid = '61f0c404-5cb3-11e7-907b-a6006ad3dba0'
const beyond = '18446744073709551615'

/** JSON's values, by the type in which a warehouse keeps JSON. */
const json = (type: string): readonly Held[] => [
  {
    type,
    given: `'{"a": {"b": "x"}, "n": 12, "big": 9007199254740993, "price": 1.25, "yes": true, "day": "2024-02-29", "no": "2024-02-30", "at": "2024-03-01T10:00:00-05:00", "list": [{"sku": "s1"}], "nothing": null, "word": "ten"}'`,
    declared: [
      [at('text', 'c.a.b'), is('x')],
      [at('text', 'c.list[0].sku'), is('s1')],
      [at('text', 'c.list[7].sku'), is(null)],
      [at('text', 'c.nothing'), is(null)],
      [{ type: 'text', path: 'c.nothing' }, breaks('not-null', null)],
      [at('integer', 'c.n'), is(12n)],
      [at('integer', 'c.big'), is(9007199254740993n)],
      [at('decimal(9,2)', 'c.price'), is('1.25')],
      [at('integer', 'c.price'), breaks('digits', '1.25')],
      [at('decimal(9,2)', 'c.big'), breaks('range', '9007199254740993')],
      [at('decimal(9,2)', 'c.word'), breaks('type', 'ten')],
      [at('double', 'c.price'), is(1.25)],
      [at('boolean', 'c.yes'), is(true)],
      [at('date', 'c.day'), is('2024-02-29')],
      [at('date', 'c.no'), breaks('type', '2024-02-30')],
      [at('instant', 'c.at'), is('2024-03-01 15:00:00')],
      ['integer', refused],
    ],
  },
]

const postgres: readonly Held[] = [
  {
    type: 'uuid',
    given: `'${uuid.toUpperCase()}'`,
    declared: [
      ['text', is(uuid, 'CAST(c AS text)')],
      ['integer', fits('text')],
    ],
  },
  {
    type: 'numeric',
    given: '12.30',
    declared: [
      ['decimal(18,2)', is('12.30', 'CAST(c AS numeric(18,2))')],
      ['decimal(18,1)', is('12.3')],
      ['integer', breaks('digits', '12.30')],
      ['double', is(12.3)],
      ['date', fits('text', 'integer', 'decimal(18,2)', 'double')],
    ],
  },
  { type: 'numeric', given: "'NaN'", declared: [['decimal(18,2)', breaks('finite', 'NaN')]] },
  {
    type: 'numeric(50,10)',
    given: '1e30',
    declared: [
      ['decimal(38,2)', is('1000000000000000000000000000000.00')],
      ['decimal(18,2)', breaks('range', '1000000000000000000000000000000.0000000000')],
    ],
  },
  {
    type: 'money',
    given: "'$1,234.50'",
    declared: [
      ['decimal(18,2)', is('1234.50', 'CAST(CAST(c AS numeric) AS text)')],
      ['integer', breaks('digits', '1234.50')],
      ['date', refused],
    ],
  },
  {
    type: 'mood',
    given: "'happy'",
    declared: [
      ['text', is('happy', 'CAST(c AS text)')],
      ['integer', fits('text')],
    ],
  },
  {
    type: 'price',
    given: '5.25',
    declared: [
      ['decimal(12,2)', is('5.25')],
      ['decimal(10,1)', breaks('digits', '5.25')],
    ],
  },
  {
    type: 'email',
    given: "'a@b.c'",
    declared: [
      ['text', is('a@b.c')],
      ['boolean', fits('text')],
    ],
  },
  { type: 'mood_of', given: "'sad'", declared: [['text', is('sad')]] },
  { type: 'char(5)', given: "'ab'", declared: [['text', is('ab', 'CAST(c AS text)')]] },
  { type: 'varchar(5)', given: "'ab'", declared: [['text', is('ab')]] },
  {
    type: 'smallint',
    given: '1',
    declared: [
      ['integer', is(1n)],
      ['boolean', is(true)],
      ['text', is('1')],
      ['decimal(3,1)', is('1.0')],
    ],
  },
  { type: 'smallint', given: '7', declared: [['boolean', breaks('type', '7')]] },
  {
    type: 'int4',
    given: '-5',
    declared: [
      ['integer', is(-5n)],
      ['double', is(-5)],
      ['decimal(1,1)', breaks('range', '-5')],
    ],
  },
  {
    type: 'int8',
    given: '9007199254740993',
    declared: [
      ['integer', is(9007199254740993n)],
      ['text', is('9007199254740993')],
      ['double', is(9007199254740992)],
    ],
  },
  {
    type: 'float4',
    given: '0.5',
    declared: [
      ['double', is(0.5)],
      ['decimal(9,2)', fits('double')],
    ],
  },
  { type: 'float8', given: "'Infinity'", declared: [['double', breaks('finite', 'Infinity')]] },
  {
    type: 'boolean',
    given: 'true',
    declared: [
      ['boolean', is(true)],
      ['text', is('true')],
      ['integer', fits('text', 'boolean')],
    ],
  },
  {
    type: 'date',
    given: "'2024-02-29'",
    declared: [
      ['date', is('2024-02-29')],
      ['timestamp', is('2024-02-29 00:00:00')],
      ['text', is('2024-02-29')],
      ['instant', fits('text', 'date', 'timestamp')],
    ],
  },
  { type: 'date', given: "'infinity'", declared: [['date', breaks('finite', 'infinity')]] },
  {
    type: 'timestamptz',
    given: "'2024-03-01 23:30:00-05'",
    declared: [
      ['instant', is('2024-03-02 04:30:00')],
      ['timestamp', fits('instant')],
      ['date', fits('instant')],
    ],
  },
  {
    type: 'timestamp',
    given: "'2024-03-01 23:30:00'",
    declared: [
      ['timestamp', is('2024-03-01 23:30:00')],
      ['instant', fits('timestamp')],
    ],
  },
  {
    type: 'time',
    given: "'10:30'",
    declared: [
      ['text', is('10:30:00')],
      ['timestamp', fits('text')],
    ],
  },
  { type: 'timetz', given: "'10:30+02'", declared: [['text', fits()]] },
  { type: 'interval', given: "'1 day'", declared: [['text', fits()]] },
  { type: 'bytea', given: "'ab'", declared: [['text', fits()]] },
  { type: 'inet', given: "'10.0.0.1'", declared: [['text', is('10.0.0.1/32', 'CAST(c AS text)')]] },
  {
    type: 'text[]',
    given: "'{x,y}'",
    declared: [
      [at('text', 'c[1]'), is('y')],
      [at('text', 'c[5]'), is(null)],
      ['text', refused],
      [at('text', 'c.name'), { refused: 'no-such-path' }],
    ],
  },
  { type: 'numeric(9,2)[]', given: "'{1.5}'", declared: [[at('decimal(9,2)', 'c[0]'), is('1.50')]] },
  {
    type: 'address',
    given: "ROW('Bonn', 53111)",
    declared: [
      [at('text', 'c.city'), is('Bonn')],
      [at('integer', 'c.zip'), is(53111n)],
      [at('text', 'c.land'), { refused: 'no-such-path' }],
    ],
  },
  { type: 'text COLLATE blurred', given: "'A'", declared: [['text', fits()]] },
  ...json('jsonb'),
  ...json('json'),
]

const duckDb: readonly Held[] = [
  {
    type: 'UUID',
    given: `'${uuid.toUpperCase()}'`,
    declared: [
      ['text', is(uuid, 'CAST(c AS VARCHAR)')],
      ['integer', fits('text')],
    ],
  },
  {
    type: 'UBIGINT',
    given: beyond,
    declared: [
      ['text', is(beyond, 'CAST(c AS VARCHAR)')],
      ['decimal(20,0)', is(BigInt(beyond))],
      ['integer', breaks('range', beyond)],
    ],
  },
  {
    type: 'UBIGINT',
    given: '12',
    declared: [
      ['integer', is(12n)],
      ['double', is(12)],
    ],
  },
  {
    type: 'HUGEINT',
    given: '170141183460469231731687303715884105727',
    declared: [
      ['text', is('170141183460469231731687303715884105727', 'CAST(c AS VARCHAR)')],
      ['decimal(38,0)', breaks('range', '170141183460469231731687303715884105727')],
      ['decimal(38,2)', breaks('range', '170141183460469231731687303715884105727')],
      ['integer', breaks('range', '170141183460469231731687303715884105727')],
    ],
  },
  {
    type: 'HUGEINT',
    given: '-12',
    declared: [
      ['integer', is(-12n)],
      ['decimal(38,2)', is('-12.00')],
    ],
  },
  { type: 'UHUGEINT', given: '5', declared: [['integer', is(5n)]] },
  {
    type: "ENUM('sad', 'happy')",
    given: "'happy'",
    declared: [
      ['text', is('happy')],
      ['integer', fits('text')],
    ],
  },
  {
    type: 'TIMESTAMP_S',
    given: "'2024-03-01 10:00:00'",
    declared: [
      ['timestamp', is('2024-03-01 10:00:00')],
      ['instant', fits('timestamp')],
    ],
  },
  {
    type: 'TIMESTAMP_MS',
    given: "'2024-03-01 10:00:00.125'",
    declared: [['timestamp', is('2024-03-01 10:00:00.125')]],
  },
  {
    type: 'TIMESTAMP_NS',
    given: "'2024-03-01 10:00:00.123456000'",
    declared: [['timestamp', is('2024-03-01 10:00:00.123456')]],
  },
  {
    type: 'TIMESTAMP_NS',
    given: "'2024-03-01 10:00:00.123456789'",
    declared: [['timestamp', breaks('digits', '2024-03-01 10:00:00.123456789')]],
  },
  {
    type: 'TIMESTAMPTZ',
    given: "'2024-03-01 23:30:00-05'",
    declared: [
      ['instant', is('2024-03-02 04:30:00')],
      ['timestamp', fits('instant')],
    ],
  },
  { type: 'TIMETZ', given: "'10:30:00+02'", declared: [['text', fits()]] },
  { type: 'TIME', given: "'10:30:00'", declared: [['text', is('10:30:00')]] },
  { type: 'INTERVAL', given: "'1 day'", declared: [['text', fits()]] },
  { type: 'BLOB', given: "'ab'", declared: [['text', fits()]] },
  {
    type: 'DECIMAL(38,10)',
    given: '1.5',
    declared: [
      ['decimal(9,2)', is('1.50')],
      ['decimal(9,0)', breaks('digits', '1.5000000000')],
      ['text', is('1.5000000000')],
    ],
  },
  {
    type: 'FLOAT',
    given: '0.5',
    declared: [
      ['double', is(0.5)],
      ['decimal(9,2)', fits('double')],
    ],
  },
  { type: 'DOUBLE', given: "'nan'", declared: [['double', breaks('finite', 'nan')]] },
  {
    type: 'UTINYINT',
    given: '1',
    declared: [
      ['boolean', is(true)],
      ['integer', is(1n)],
    ],
  },
  {
    type: 'VARCHAR[]',
    given: "['x', 'y']",
    declared: [
      [at('text', 'c[1]'), is('y')],
      [at('text', 'c[5]'), is(null)],
      ['text', refused],
    ],
  },
  {
    type: 'STRUCT(city VARCHAR, zip INTEGER, tags VARCHAR[])',
    given: "{'city': 'Bonn', 'zip': 53111, 'tags': ['a']}",
    declared: [
      [at('text', 'c.city'), is('Bonn')],
      [at('integer', 'c.zip'), is(53111n)],
      [at('text', 'c.tags[0]'), is('a')],
      [at('text', 'c.land'), { refused: 'no-such-path' }],
      ['text', refused],
    ],
  },
  {
    type: 'MAP(VARCHAR, DECIMAL(9,2))',
    given: "MAP {'k': 1.5}",
    declared: [
      [at('decimal(9,2)', 'c.k'), is('1.50')],
      [at('decimal(9,2)', 'c.z'), is(null)],
    ],
  },
  ...json('JSON'),
]

const clickHouse: readonly Held[] = [
  {
    type: 'UUID',
    given: `'${uuid}'`,
    declared: [
      ['text', is(uuid, 'toString(c)')],
      ['integer', fits('text')],
    ],
  },
  {
    type: 'UInt64',
    given: beyond,
    declared: [
      ['text', is(beyond, 'toString(c)')],
      ['decimal(20,0)', is(BigInt(beyond))],
      ['integer', breaks('range', beyond)],
    ],
  },
  { type: 'UInt64', given: '9007199254740993', declared: [['integer', is(9007199254740993n)]] },
  {
    type: 'Int128',
    given: '170141183460469231731687303715884105727',
    declared: [
      ['text', is('170141183460469231731687303715884105727', 'toString(c)')],
      ['decimal(38,0)', breaks('range', '170141183460469231731687303715884105727')],
      ['integer', breaks('range', '170141183460469231731687303715884105727')],
    ],
  },
  {
    type: 'Int128',
    given: '-12',
    declared: [
      ['integer', is(-12n)],
      ['decimal(38,2)', is('-12.00')],
      ['double', is(-12)],
    ],
  },
  {
    type: 'UInt256',
    given: "'115792089237316195423570985008687907853269984665640564039457584007913129639935'",
    declared: [
      ['text', is('115792089237316195423570985008687907853269984665640564039457584007913129639935')],
      [
        'decimal(38,0)',
        breaks('range', '115792089237316195423570985008687907853269984665640564039457584007913129639935'),
      ],
    ],
  },
  { type: 'UInt256', given: '5', declared: [['integer', is(5n)]] },
  { type: 'LowCardinality(String)', given: "'x'", declared: [['text', is('x')]] },
  {
    type: 'Nullable(UUID)',
    given: 'NULL',
    declared: [
      ['text?', is(null)],
      ['text', breaks('not-null', null)],
    ],
  },
  {
    type: 'LowCardinality(Nullable(String))',
    given: 'NULL',
    declared: [
      ['text?', is(null)],
      ['text', breaks('not-null', null)],
    ],
  },
  {
    type: "Enum8('sad' = 1, 'happy' = 2)",
    given: "'happy'",
    declared: [
      ['text', is('happy', 'toString(c)')],
      ['integer', fits('text')],
    ],
  },
  { type: "Enum16('sad' = 1, 'happy' = 2000)", given: "'happy'", declared: [['text', is('happy')]] },
  { type: 'FixedString(5)', given: "'ab'", declared: [['text', is('ab', 'toString(c)')]] },
  { type: 'IPv4', given: "'10.0.0.1'", declared: [['text', is('10.0.0.1', 'toString(c)')]] },
  {
    type: 'Bool',
    given: 'true',
    declared: [
      ['boolean', is(true)],
      ['text', is('true')],
    ],
  },
  {
    type: 'UInt8',
    given: '1',
    declared: [
      ['boolean', is(true)],
      ['integer', is(1n)],
    ],
  },
  { type: 'UInt8', given: '2', declared: [['boolean', breaks('type', '2')]] },
  {
    type: 'Float32',
    given: '0.5',
    declared: [
      ['double', is(0.5)],
      ['decimal(9,2)', fits('double')],
    ],
  },
  { type: 'Float64', given: 'nan', declared: [['double', breaks('finite', 'nan')]] },
  {
    type: 'Decimal(60, 20)',
    given: "'1.50'",
    declared: [
      ['decimal(18,2)', is('1.50')],
      ['decimal(18,0)', breaks('digits', '1.50000000000000000000')],
      ['text', is('1.50000000000000000000')],
    ],
  },
  {
    type: 'Decimal(76, 10)',
    given: "'1e50'",
    declared: [
      ['decimal(38,2)', breaks('range', '100000000000000000000000000000000000000000000000000.0000000000')],
    ],
  },
  {
    type: 'Date',
    given: "'2024-02-29'",
    declared: [
      ['date', is('2024-02-29')],
      ['timestamp', is('2024-02-29 00:00:00')],
      ['text', is('2024-02-29')],
      ['instant', fits('text', 'date', 'timestamp')],
    ],
  },
  {
    type: 'Date32',
    given: "'1901-02-28'",
    declared: [
      ['date', is('1901-02-28')],
      ['instant', fits('text', 'date', 'timestamp')],
    ],
  },
  {
    type: 'DateTime',
    given: "'2024-07-01 10:00:00'",
    declared: [
      ['instant', is('2024-07-01 10:00:00')],
      ['timestamp', is('2024-07-01 10:00:00')],
      ['date', fits('timestamp', 'instant')],
    ],
  },
  {
    type: "DateTime('Europe/Berlin')",
    given: "'2024-07-01 10:00:00'",
    declared: [
      ['instant', is('2024-07-01 08:00:00', "toString(toTimeZone(c, 'UTC'))")],
      ['timestamp', is('2024-07-01 10:00:00', 'toString(c)')],
    ],
  },
  {
    type: "Nullable(DateTime('Europe/Berlin'))",
    given: 'NULL',
    declared: [
      ['instant?', is(null)],
      ['timestamp?', is(null)],
    ],
  },
  {
    type: 'DateTime64(3)',
    given: "'2024-07-01 10:00:00.125'",
    declared: [['instant', is('2024-07-01 10:00:00.125')]],
  },
  {
    type: "DateTime64(6, 'UTC')",
    given: "'2024-07-01 10:00:00.5'",
    declared: [
      ['instant', is('2024-07-01 10:00:00.5')],
      ['timestamp', is('2024-07-01 10:00:00.5')],
    ],
  },
  {
    type: "DateTime64(3, 'America/New_York')",
    given: "'2024-07-01 10:00:00.125'",
    declared: [
      ['instant', is('2024-07-01 14:00:00.125')],
      ['timestamp', is('2024-07-01 10:00:00.125')],
    ],
  },
  {
    type: "DateTime64(9, 'UTC')",
    given: "'2024-07-01 10:00:00.123456789'",
    declared: [['instant', breaks('digits', '2024-07-01 10:00:00.123456789')]],
  },
  {
    type: 'Array(LowCardinality(String))',
    given: "['x', 'y']",
    declared: [
      [at('text', 'c[1]'), is('y')],
      [at('text', 'c[5]'), is(null)],
      ['text', refused],
    ],
  },
  {
    type: 'Array(Tuple(sku String, n Int32))',
    given: "[('s1', 3)]",
    declared: [
      [at('text', 'c[0].sku'), is('s1')],
      [at('integer', 'c[0].n'), is(3n)],
      [at('integer', 'c[1].n'), is(null)],
      [at('text', 'c[0].z'), { refused: 'no-such-path' }],
    ],
  },
  {
    type: 'Map(String, String)',
    given: "{'k': 'v'}",
    declared: [
      [at('text', 'c.k'), is('v')],
      [at('text', 'c.z'), is(null)],
    ],
  },
]

const made: Readonly<Record<string, string>> = {
  PostgreSQL: `CREATE EXTENSION IF NOT EXISTS plpgsql;
    CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN price AS numeric(12,2) CHECK (VALUE >= 0);
    CREATE DOMAIN email AS varchar(90); CREATE DOMAIN mood_of AS mood; CREATE TYPE address AS (city text, zip integer);
    CREATE COLLATION blurred (provider = icu, locale = 'und-u-ks-level2', deterministic = false)`,
}

for (const server of warehouses) {
  describe.skipIf(server.skip)(`columns of a table by type on ${server.title}`, () => {
    let warehouse: Warehouse
    beforeAll(async () => {
      warehouse = await server.open()
      const first = made[warehouse.title]
      if (first !== undefined) await warehouse.execute(first)
    })
    afterAll(() => warehouse.close())

    for (const { type, given, declared } of heldBy(server))
      it(`${type} that holds ${given.slice(0, 40)}`, async () => {
        const engine = server.name === 'chdb' ? ' ENGINE = MergeTree ORDER BY tuple()' : ''
        await warehouse.execute(`DROP TABLE IF EXISTS typed`)
        await warehouse.execute(`CREATE TABLE typed (c ${type})${engine}`)
        await warehouse.execute(`INSERT INTO typed VALUES (${given})`)
        for (const [as, outcome] of declared) await expectOutcome(warehouse, as, outcome)
      })
  })
}

function heldBy({ name }: TestServer): readonly Held[] {
  if (name === 'chdb') return clickHouse
  if (name === 'postgres') return postgres
  // PGlite comes without ICU's collations.
  if (name === 'pglite') return postgres.filter(({ type }) => !type.includes('COLLATE'))
  return duckDb
}

async function expectOutcome(warehouse: Warehouse, as: ColumnDeclaration, outcome: Outcome): Promise<void> {
  const table = source('typed', { table: 'typed', columns: { c: as } })
  const check = () => warehouse.read((session) => checkSource(session, { source: table, files: undefined }))
  if ('refused' in outcome) {
    const refusal = await refusalOf(check())
    expect([as, refusal.code, refusal.facts]).toMatchObject([
      as,
      outcome.refused,
      { where: 'typed', column: 'c', ...(outcome.fits && { fits: outcome.fits }) },
    ])
    return
  }
  if ('breaks' in outcome) {
    const examples = outcome.example === null ? [] : [{ value: outcome.example }]
    expect([as, await check()]).toMatchObject([
      as,
      [{ where: 'typed', column: 'c', rule: outcome.breaks, rows: 1, examples }],
    ])
    return
  }
  expect([as, await check()]).toEqual([as, []])
  await warehouse.read(async (session) => {
    const bound = await boundSource(session, table)
    expect([as, await session.query(sql`SELECT * FROM ${latestRows(bound)} AS r`)]).toEqual([
      as,
      [{ c: outcome.is }],
    ])
    if (outcome.sql === undefined) return
    const [own] = await session.query(raw(`SELECT ${outcome.sql} AS own FROM typed`))
    expect(String(own?.['own'])).toBe(String(outcome.is))
  })
}
