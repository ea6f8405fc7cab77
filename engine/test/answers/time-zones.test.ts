import { activity, count, defineProject, folder, members, newMembers, source, sum } from '../../src/index.js'
import { answersAgree } from './given.js'

const visits = source('visits', {
  files: '{data}/visits.parquet',
  columns: { moment: 'instant', local: 'timestamp?', visitor: 'text', paid: 'integer' },
  day: 'moment',
})
const byInstant = activity('by_instant', { from: visits, identities: { visitor: 'visitor' } })
const byClock = activity('by_clock', {
  from: visits,
  where: 'local IS NOT NULL',
  day: 'local',
  identities: { visitor: 'visitor' },
})
const metrics = {
  visitors: members(byInstant, 'visitor'),
  fresh: newMembers(byInstant, 'visitor'),
  visits: count(visits),
  paid: sum(byInstant, 'paid'),
  clockVisitors: members(byClock, 'visitor'),
  clockVisits: count(byClock),
}

/** Every half hour around both changes of London's clocks in 2024, midnights of far zones, the turn of the year. */
const data = `
SET TimeZone = 'UTC';
CREATE TABLE visits AS
SELECT moment, CASE WHEN epoch(moment) % 5400 <> 0 THEN CAST(timezone('UTC', moment) AS TIMESTAMP) END AS local,
  'v' || (hash(moment) % 23) AS visitor, CAST(hash(moment) % 100 AS BIGINT) AS paid
FROM (
  SELECT unnest(generate_series(TIMESTAMPTZ '2024-03-29 12:00:00+00', TIMESTAMPTZ '2024-04-02 12:00:00+00', INTERVAL 30 MINUTE)) AS moment
  UNION ALL
  SELECT unnest(generate_series(TIMESTAMPTZ '2024-10-26 00:00:00+00', TIMESTAMPTZ '2024-10-28 12:00:00+00', INTERVAL 30 MINUTE))
  UNION ALL
  SELECT unnest(generate_series(TIMESTAMPTZ '2023-12-31 06:00:00+00', TIMESTAMPTZ '2024-01-01 18:00:00.999999+00', INTERVAL 30 MINUTE))
  UNION ALL
  SELECT unnest([TIMESTAMPTZ '2024-03-30 23:59:59.999999+00', TIMESTAMPTZ '2024-03-31 22:59:59.999999+00', TIMESTAMPTZ '1969-12-31 23:30:00+00'])
);
CREATE VIEW clocks AS SELECT CAST(local AS DATE) AS day, visitor FROM visits WHERE local IS NOT NULL;
CREATE MACRO by_day(zone, a, z) AS TABLE
SELECT strftime(d, '%Y-%m-%d') AS label, count(DISTINCT visitor), count(visitor), coalesce(sum(paid), 0)
FROM range(CAST(a AS DATE), CAST(z AS DATE) + INTERVAL 1 DAY, INTERVAL 1 DAY) AS days(d)
LEFT JOIN visits ON CAST(timezone(zone, moment) AS DATE) = d GROUP BY d`

for (const zone of [
  'UTC',
  'Europe/London',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'America/St_Johns',
  'Australia/Lord_Howe',
]) {
  const byDay = (from: string, to: string) => ({
    ask: { metrics: ['visitors', 'visits', 'paid'], from, to, grain: 'day' as const },
    rows: `SELECT * FROM by_day('${zone}', '${from}', '${to}')`,
  })
  answersAgree(`business days in ${zone}`, {
    project: defineProject({
      name: 'visits',
      calendar: { timeZone: zone },
      parameters: { data: folder('data') },
      metrics,
    }),
    given: data,
    files: ['visits'],
    cases: {
      'begin and end by its clocks when summer time begins': byDay('2024-03-29', '2024-04-03'),
      'begin and end by its clocks when summer time ends': byDay('2024-10-25', '2024-10-29'),
      'belong to the year that its clocks show': byDay('2023-12-30', '2024-01-02'),
      'are right before 1970, too': byDay('1969-12-31', '1970-01-01'),
      'make someone new on the day that its clocks show': {
        ask: { metrics: ['fresh'], from: '2023-12-31', to: '2023-12-31' },
        total: `SELECT count(*) FROM (SELECT visitor, min(CAST(timezone('${zone}', moment) AS DATE)) AS first_day
          FROM visits GROUP BY visitor) WHERE first_day = '2023-12-31'`,
      },
      'of wall clock times are what the wall showed': {
        ask: {
          metrics: ['clockVisitors', 'clockVisits'],
          from: '2024-03-30',
          to: '2024-04-01',
          grain: 'day',
        },
        rows: `SELECT strftime(day, '%Y-%m-%d'), count(DISTINCT visitor), count(*) FROM clocks
          WHERE day BETWEEN '2024-03-30' AND '2024-04-01' GROUP BY day`,
      },
    },
  })
}
