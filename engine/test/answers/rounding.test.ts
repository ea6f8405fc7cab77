import { activity } from '../../src/activities/activity.js'
import { sum } from '../../src/measures/sum.js'
import { defineProject, folder } from '../../src/project/project.js'
import { source } from '../../src/sources/source.js'
import { answersAgree } from './given.js'

const rows = source('rows', {
  files: '{data}/rows.parquet',
  columns: { day: 'date', id: 'text', f: 'double', dc: 'decimal(18,3)' },
  day: 'day',
  dimensions: { id: 'id' },
})

const seen = activity('seen', { from: rows, identities: { one: 'id' } })

const rounding = defineProject({
  name: 'rounding',
  parameters: { data: folder('data') },
  metrics: {
    ofDoubles: sum(seen, 'f', { scale: 2 }),
    ofThirds: sum(seen, 'dc / 3', { scale: 2 }),
    ofCasts: sum(seen, 'CAST(dc AS DECIMAL(18, 2))'),
    ofDecimals: sum(seen, 'dc', { scale: 2 }),
  },
})

answersAgree(
  'amounts with more places than are kept are rounded half away from zero, a double by its digits',
  {
    project: rounding,
    given: `CREATE TABLE rows AS SELECT * FROM (VALUES
    (DATE '2025-01-01', 'a', 0.29::DOUBLE, 2.345::DECIMAL(18, 3)),
    (DATE '2025-01-01', 'b', 1.005::DOUBLE, 2.000::DECIMAL(18, 3)),
    (DATE '2025-01-01', 'c', 8.2::DOUBLE, 0.005::DECIMAL(18, 3)),
    (DATE '2025-01-01', 'd', -1.005::DOUBLE, -2.345::DECIMAL(18, 3)),
    (DATE '2025-01-01', 'e', 1e-7::DOUBLE, 0.004::DECIMAL(18, 3))) AS given(day, id, f, dc)`,
    files: ['rows'],
    cases: {
      'in each row': {
        ask: { metrics: ['ofDoubles', 'ofThirds', 'ofCasts', 'ofDecimals'], period: '2025-01', by: ['id'] },
        rows: `SELECT * FROM (VALUES
        ('a', 0.29, 0.78, 2.35, 2.35), ('b', 1.01, 0.67, 2.00, 2.00), ('c', 8.20, 0.00, 0.01, 0.01),
        ('d', -1.01, -0.78, -2.35, -2.35), ('e', 0.00, 0.00, 0.00, 0.00)) AS right_values(id, f, t, c, d)`,
      },
    },
  },
)
