import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Segment } from '../../src/activities/member-segment.js'
import { dictionaryTable } from '../../src/activities/activity-tables.js'
import { runBuild } from '../../src/builds/run-build.js'
import {
  activeSum,
  activity,
  averageDailyMembers,
  churnedMembers,
  defineProject,
  members,
  newMembers,
  reactivatedMembers,
  retainedMembers,
  returningSum,
  rolling,
  segment,
  source,
  sum,
} from '../../src/index.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import { explain } from '../../src/queries/explain.js'
import type { Question } from '../../src/queries/question.js'
import { retentionGrid } from '../../src/queries/retention-grid.js'
import { verify } from '../../src/queries/verify/verify.js'
import { setsTable } from '../../src/rollups/rollup-tables.js'
import { byMember, raw, sql, stored } from '../../src/sql/sql.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { ClusterTables, openCluster } from '../../src/warehouses/clickhouse/clickhouse-cluster.js'
import { openEmbedded } from '../../src/warehouses/clickhouse/clickhouse-embedded.js'
import { cluster, writingToEach, writingToOne } from '../servers/shards-in-process.js'
import { serversFolder, shards, shardsAddress } from '../servers/warehouses.js'
import { asCells, askBothWays, SecondOpinion } from './given.js'

/** 400 rows of 40 members, each on many days and in several countries, over 24 days; some are of nobody. */
const rows = `
CREATE TABLE sales AS
SELECT DATE '2012-01-30' + CAST(hash(i, 'd') % 24 AS INTEGER) AS day,
  CASE WHEN hash(i, 'm') % 19 = 0 THEN NULL ELSE 'm' || CAST(floor(40 * pow(hash(i, 'w') % 1009 / 1009.0, 2)) AS VARCHAR) END AS member,
  CASE WHEN hash(i, 'c') % 7 = 0 THEN NULL ELSE ['UK', 'FR', 'DE'][1 + CAST(hash(i, 'c') % 3 AS INTEGER)] END AS country,
  CAST(hash(i, 'a') % 100000 AS DECIMAL(18, 0)) * CAST('0.01' AS DECIMAL(3, 2)) AS amount
FROM range(400) AS t(i);
CREATE TABLE history AS
SELECT 'm' || i AS member, DATE '2012-01-01' + CAST(20 * k + CAST(hash(i) % 20 AS INTEGER) AS INTEGER) AS since,
  DATE '2012-01-01' + CAST(20 * (k + 1) + CAST(hash(i) % 20 AS INTEGER) AS INTEGER) AS until, 'level ' || (hash(i, k) % 3) AS level
FROM range(30) AS members(i), range(3) AS versions(k)`

/** Some members are no longer seen on some days, others are for the first time, and one is of another level. */
const changed = `
DELETE FROM sales WHERE day = DATE '2012-02-08' AND country = 'UK';
INSERT INTO sales SELECT DATE '2012-02-09', 'm' || (30 + i), 'FR', 7 FROM range(20) AS t(i);
UPDATE history SET level = 'level 9' WHERE member IN ('m1', 'm2', 'm3')`

const macros = `
CREATE MACRO level_on(who, d) AS (SELECT max_by(level, since) FROM history WHERE member = who AND d BETWEEN since AND until);
CREATE MACRO badge_on(who, d) AS (
  SELECT max_by(level, since) FROM history WHERE member = who AND d BETWEEN since AND until AND level <> 'level 1');
CREATE MACRO seen(a, z, b, y) AS TABLE
SELECT member, bool_and(day >= CAST(a AS DATE)) AS is_new, max(day) FILTER (day BETWEEN CAST(a AS DATE) AND CAST(z AS DATE)) AS now,
  max(day) FILTER (day BETWEEN CAST(b AS DATE) AND CAST(y AS DATE)) AS before
FROM sales WHERE member IS NOT NULL GROUP BY member;
CREATE MACRO counted(a, z, b, y, split) AS TABLE
SELECT split_value, count(*) FILTER (now) AS active, count(*) FILTER (now AND first_day >= a) AS fresh,
  count(*) FILTER (now AND before) AS retained, count(*) FILTER (now AND NOT before AND first_day < a) AS reactivated,
  count(*) FILTER (before AND NOT now) AS churned
FROM (
  SELECT CASE WHEN split THEN country END AS split_value, member,
    bool_or(day BETWEEN CAST(a AS DATE) AND CAST(z AS DATE)) AS now,
    bool_or(day BETWEEN CAST(b AS DATE) AND CAST(y AS DATE)) AS before, min(day) AS first_day
  FROM sales WHERE member IS NOT NULL GROUP BY split_value, member
)
WHERE now OR before GROUP BY split_value`

const lines = source('sales', {
  files: 'data/sales.parquet',
  columns: { day: 'date', member: 'text?', country: 'text?', amount: 'decimal(18,2)' },
  day: 'day',
  dimensions: { country: 'country' },
})
const versions = source('history', {
  files: 'data/history.parquet',
  columns: { member: 'text', since: 'date', until: 'date', level: 'text' },
})
const level = segment('level', {
  from: versions,
  member: 'member',
  validFrom: 'since',
  validTo: 'until',
  attributes: { level: 'level' },
})
const badge = segment('badge', {
  from: versions,
  member: 'member',
  validFrom: 'since',
  validTo: 'until',
  where: "level <> 'level 1'",
  attributes: { badge: 'level' },
})
const standing: readonly Segment[] = [level, badge]
const sales = activity('buying', {
  from: lines,
  identities: { member: 'member' },
  segments: { member: standing },
})
const active = members(sales, 'member')
const project = defineProject({
  name: 'clustered',
  metrics: {
    active,
    fresh: newMembers(sales, 'member'),
    retained: retainedMembers(sales, 'member'),
    reactivated: reactivatedMembers(sales, 'member'),
    churned: churnedMembers(sales, 'member'),
    weekly: rolling(active, 7),
    daily: averageDailyMembers(sales, 'member'),
    revenue: sum(sales, 'amount'),
    returning: returningSum(sales, 'member', 'amount'),
    spent: activeSum(sales, 'member', 'amount'),
  },
})

const cohorts = ['active', 'fresh', 'retained', 'reactivated', 'churned'] as const
const range = { from: '2012-02-08', to: '2012-02-16' }
const inRange = "day BETWEEN DATE '2012-02-08' AND DATE '2012-02-16'"
const counted = "counted('2012-02-08', '2012-02-16', '2012-01-30', '2012-02-07'"

const seen = "seen('2012-02-08', '2012-02-16', '2012-01-30', '2012-02-07'"

/** Questions, and SQL by hand that gives their rows. */
const cases: Readonly<Record<string, { readonly ask: Question; readonly is: string }>> = {
  'members of days and countries once': {
    ask: { metrics: ['active'], ...range },
    is: `SELECT count(DISTINCT member) FROM sales WHERE ${inRange}`,
  },
  'who is new, retained, reactivated and churned': {
    ask: { metrics: cohorts, ...range },
    is: `SELECT * EXCLUDE (split_value) FROM ${counted}, false)`,
  },
  'the same by a dimension': {
    ask: { metrics: cohorts, ...range, by: ['country'] },
    is: `SELECT * FROM ${counted}, true)`,
  },
  'the members of the last seven days, day by day': {
    ask: { metrics: ['weekly'], ...range, grain: 'day' },
    is: `SELECT CAST(d AS DATE), count(DISTINCT member) FROM range(DATE '2012-02-08', DATE '2012-02-17', INTERVAL 1 DAY) AS days(d)
      JOIN sales ON day BETWEEN d - INTERVAL 6 DAY AND d GROUP BY d`,
  },
  'members by the segment of their last activity': {
    ask: { metrics: ['active'], ...range, by: ['level'] },
    is: `SELECT level, count(*) FROM (
        SELECT member, max(day) AS day FROM sales WHERE ${inRange} AND member IS NOT NULL GROUP BY member
      ) AS last LEFT JOIN history ON history.member = last.member AND day >= since AND day < until GROUP BY level`,
  },
  'what active and returning members spent, and all': {
    ask: { metrics: ['revenue', 'returning', 'spent'], ...range },
    is: `SELECT sum(amount), sum(amount) FILTER (first_day < DATE '2012-02-08'), sum(amount) FILTER (member IS NOT NULL)
      FROM sales LEFT JOIN (SELECT member AS who, min(day) AS first_day FROM sales GROUP BY member) ON who = member WHERE ${inRange}`,
  },
  'average daily members, where a value is null': {
    ask: { metrics: ['daily'], ...range, where: [{ dimension: 'country', values: [null] }] },
    is: `SELECT quotient(count(DISTINCT (day, member)), 9) FROM sales WHERE ${inRange} AND country IS NULL AND member IS NOT NULL`,
  },
}

/** What is asked of members by what they were. */
const bySegment: typeof cases = {
  'members by two segments of their last activity': {
    ask: { metrics: ['active'], ...range, by: ['level', 'badge'] },
    is: `SELECT level_on(member, now) AS level, badge_on(member, now) AS badge, count(*) FROM ${seen})
      WHERE now IS NOT NULL GROUP BY level, badge`,
  },
  'who is new, retained, reactivated and churned, by a segment': {
    ask: { metrics: cohorts, ...range, by: ['level'] },
    is: `SELECT level_on(member, coalesce(now, before)) AS level, count(now), count(now) FILTER (is_new), count(now) FILTER (before IS NOT NULL),
        count(now) FILTER (before IS NULL AND NOT is_new), count(*) FILTER (now IS NULL)
      FROM ${seen}) WHERE now IS NOT NULL OR before IS NOT NULL GROUP BY level`,
  },
  'the same of two countries and one segment': {
    ask: {
      metrics: ['active', 'retained'],
      ...range,
      by: ['badge'],
      where: [{ dimension: 'country', values: ['UK', null] }],
    },
    is: `SELECT badge_on(member, now) AS badge, count(*), count(before) FROM (
        SELECT member, max(day) FILTER (${inRange}) AS now, max(day) FILTER (day BETWEEN DATE '2012-01-30' AND DATE '2012-02-07') AS before
        FROM sales WHERE member IS NOT NULL AND (country = 'UK' OR country IS NULL) GROUP BY member
      ) WHERE now IS NOT NULL GROUP BY badge`,
  },
  'average daily members by the segment of each day': {
    ask: { metrics: ['daily'], ...range, by: ['level'] },
    is: `SELECT level, quotient(count(*), 9) FROM (
        SELECT DISTINCT day, member, level_on(member, day) AS level FROM sales WHERE ${inRange} AND member IS NOT NULL
      ) GROUP BY level`,
  },
}

describe.skipIf(shards.skip)(shards.title, () => {
  const second = new SecondOpinion()
  let warehouse: Warehouse
  let loaded: LoadedProject

  beforeAll(async () => {
    await second.open(`${rows};${macros}`, ['sales', 'history'])
    warehouse = await shards.open()
    loaded = loadedProject(project, {
      file: join(second.folder, 'daymark.config.ts'),
      directory: second.folder,
    })
    await runBuild({ loaded, warehouse })
  })
  afterAll(async () => {
    second.close()
    await warehouse.close()
  })

  /** The sizes of all shards' sets, and the keys of their members, whose numbers a full build gives anew. */
  const storedSets = async () => {
    const sets = stored(setsTable({ of: sales, identity: 'member' }))
    const set = sql`kind, cell, segments, grain, starts`
    const rows = await warehouse.read(async (session) => [
      ...(await session.query(
        sql`SELECT ${set}, sum(size) AS size, sum(fresh) AS fresh FROM ${sets} GROUP BY ${set}`,
      )),
      ...(await session.query(
        sql`SELECT ${set}, d.key AS key FROM (SELECT ${set}, ${raw('arrayJoin(bitmapToArray(members))')} AS member FROM ${sets}) AS s
JOIN ${stored(dictionaryTable('member', 'text'))} AS d ON d.member = s.member`,
      )),
    ])
    return rows.map((row) => Object.values(row).join(' | ')).toSorted()
  }
  const answersAgree = async (asked: (typeof cases)[string]) => {
    const answer = await askBothWays(asked.ask, { loaded, warehouse, today: '2012-03-01' })
    const due = await second.rows(asked.is, asked.ask.metrics.length)
    expect(answer.rows.map(asCells).toSorted()).toEqual([...due].toSorted())
    return answer
  }
  for (const [says, asked] of Object.entries(cases)) it(`counts ${says}`, () => answersAgree(asked))
  for (const [says, asked] of Object.entries(bySegment))
    it(`counts ${says}, from sets`, async () => {
      expect(await answersAgree(asked)).toMatchObject({ source: 'rollups', because: null })
    })

  it('counts who of each week’s new came in each later one', async () => {
    const days = { from: '2012-01-30', to: '2012-02-19' }
    const { cohorts: weeks } = await retentionGrid(
      { activity: 'buying', grain: 'week', ...days },
      { loaded, warehouse, today: '2012-03-01' },
    )
    const cells = weeks.map(({ cells: later }) =>
      later.flatMap(({ active: came }) => ((came ?? 0) > 0 ? [String(came)] : [])),
    )
    const found = await second.rows(
      `WITH came AS (SELECT DISTINCT member, date_trunc('week', day) AS week FROM sales
          WHERE member IS NOT NULL AND day <= DATE '2012-02-19')
        SELECT cohort, week, count(*) FROM came JOIN (SELECT member, min(week) AS cohort FROM came GROUP BY member) USING (member)
        GROUP BY cohort, week ORDER BY cohort, week`,
      1,
    )
    expect(cells.flat()).toEqual(found.map(([, , came]) => came))
  })

  it('would count too many if rows lay on shards by anything else than the member', async () => {
    const by = (key: string) =>
      `SELECT sum(n) FROM (SELECT count(DISTINCT member) AS n FROM sales WHERE ${inRange} GROUP BY ${key})`
    const distinct = `SELECT count(DISTINCT member) FROM sales WHERE ${inRange}`
    const right = Number((await second.rows(distinct, 1))[0]?.[0])
    for (const key of ['dayofyear(day) % 2', 'hash(country) % 2', 'rowid % 2'])
      expect(Number((await second.rows(by(key), 1))[0]?.[0])).toBeGreaterThan(right)
  })

  it('has in a set only members of its shard', async () => {
    const isStrange = raw('arrayExists(m -> m % 2 <> shardNum() - 1, bitmapToArray(members))')
    const query = sql`SELECT shardNum() AS shard, count(*) AS n, countIf(${isStrange}) AS strange FROM ${stored(setsTable({ of: sales, identity: 'member' }))}`
    const found = await warehouse.read((session) =>
      session.query(byMember({ query, of: ['shard'], figures: ['n', 'strange'] })),
    )
    expect(found.map(({ strange }) => strange)).toEqual([0n, 0n])
  })

  it('has each shard count on its own, and adds the counts up', async () => {
    const asking = { loaded, warehouse, today: '2012-03-01' }
    const { passes } = await explain({ metrics: ['active'], ...range }, asking)
    const plan = await warehouse.read((session) => session.query(raw(`EXPLAIN ${passes[0]?.sql ?? ''}`)))
    const steps = plan.map(({ explain: line }) => String(line))
    const [sums, union, ...counts] = steps.filter((step) => /Aggregates:|Union/.test(step))
    expect(sums).toMatch(/Aggregates: sum/)
    expect(union).toContain('Union')
    expect(counts).toEqual([1, 2].map(() => expect.stringContaining('uniqExact(member)') as string))
  })

  it('is refused where it is not known, or writes rows otherwise than they are kept', async () => {
    const connection = await openEmbedded(shardsAddress(), serversFolder)
    const opened = (name: string, replicated: boolean) => openCluster(connection, { name, replicated })
    await expect(opened('two_shard', false)).rejects.toMatchObject({
      code: 'unknown-cluster',
      facts: { closest: cluster },
    })
    const differs = expect.objectContaining({ code: 'cluster-replication' }) as object
    await expect(opened(writingToOne, false)).rejects.toEqual(differs)
    await expect(opened(writingToEach, true)).rejects.toEqual(differs)
    for (const [name, replicated] of [
      [writingToOne, true],
      [writingToEach, false],
      [cluster, false],
      [cluster, true],
    ] as const)
      expect(await opened(name, replicated)).toBeInstanceOf(ClusterTables)
    await connection.client.close()
  })

  it('brings changed days, members and histories up to date as a full build does', async () => {
    await second.run(changed, ['sales', 'history'])
    const { work } = await runBuild({ loaded, warehouse })
    expect(work.filter(({ days }) => days !== null).map(({ thing }) => thing)).toContain('activity buying')
    for (const asked of [...Object.values(cases).slice(1, 6), ...Object.values(bySegment)])
      await answersAgree(asked)
    expect((await verify({ loaded, warehouse })).checks.flatMap(({ failures }) => failures)).toEqual([])
    const renewed = await storedSets()
    await runBuild({ loaded, warehouse, full: true })
    expect(renewed).toEqual(await storedSets())
  })
})
