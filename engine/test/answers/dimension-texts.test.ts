import { count } from '../../src/measures/count.js'
import { defineProject, folder } from '../../src/project/project.js'
import { source } from '../../src/sources/source.js'
import { answersAgree } from './given.js'

const dimensions = {
  pos: 'n > 0',
  like: "t ILIKE '%2018'",
  half: 'n / 2.0',
  mod: 'n % 4',
  hour: "date_trunc('hour', ts)",
  month: "date_trunc('month', d)",
  at: 'ts',
  day_of_it: 'd',
  amount: 'CAST(m AS DECIMAL(18, 3))',
} as const

const x = source('x', {
  files: '{data}/x.parquet',
  columns: { id: 'text', d: 'date', ts: 'timestamp', t: 'text', n: 'integer', m: 'decimal(18,2)' },
  day: 'd',
  dimensions,
})

const project = defineProject({
  name: 'texts',
  parameters: { data: folder('data') },
  metrics: { rows: count(x) },
})

const names = Object.keys(dimensions) as (keyof typeof dimensions)[]

answersAgree('values of dimensions are the same text on every warehouse', {
  project,
  given: `CREATE TABLE x AS SELECT * FROM (VALUES
    ('1', DATE '2024-02-29', TIMESTAMP '2024-02-29 23:30:00', '01-04-2018', 7, 2.5::DECIMAL(18, 2)),
    ('2', DATE '2024-03-31', TIMESTAMP '2024-03-31 01:30:00.25', '15-12-2019', -6, -1::DECIMAL(18, 2)))
    AS given(id, d, ts, t, n, m)`,
  files: ['x'],
  cases: Object.fromEntries(
    names.map((name) => [
      `of ${name}`,
      {
        ask: { metrics: ['rows'], period: '2024', by: [name] },
        rows: `SELECT CAST(${dimensions[name]} AS VARCHAR), count(*) FROM x GROUP BY 1`,
      },
    ]),
  ),
})
