import type { Writing } from '../activities/row-set.js'
import { addDays, type Day } from '../calendar/day.js'
import { Refusal } from '../errors.js'
import { call, sql, type Sql } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import { datedVersions, forEver, fromEver, hasMoments } from './history-rows.js'
import type { KeptSegment } from './segment-tables.js'

/** How many versions are named as examples. */
const most = 3

/**
 * What should be known of a history though it can be read: versions that overlap or touch, of which the later
 * one holds, and versions that end before they start or as they start, which hold on no day.
 *
 * @example
 * const warnings = await historyFindings(session, kept, writing)
 */
export async function historyFindings(
  session: ReadSession,
  kept: KeptSegment,
  writing: Writing,
): Promise<readonly Refusal[]> {
  const versions = datedVersions(kept, writing)
  const having = (condition: Sql) =>
    sql`SELECT key, since, end_day FROM (
${versions}
) AS versions WHERE ${condition}`
  const found = {
    'versions-overlap': overlapping(kept, versions),
    'versions-backward': having(sql`lasts < 0`),
    'versions-empty': having(sql`lasts = 0`),
  }
  const refusals: Refusal[] = []
  for (const [code, rows] of Object.entries(found) as [keyof typeof found, Sql][]) {
    const [counted] = await session.query(
      sql`SELECT count(*) AS versions, count(DISTINCT key) AS members FROM (${rows}) AS found`,
    )
    const versions = Number(counted?.['versions'])
    if (versions === 0) continue
    const examples = await session.query(
      sql`SELECT ${call('toText', sql`key`)} AS member, since, end_day FROM (${rows}) AS found
ORDER BY member, since, end_day LIMIT ${sqlNumber(most)}`,
    )
    refusals.push(
      new Refusal(code, {
        segment: kept.segment.name,
        source: kept.segment.from.name,
        versions,
        endsBefore: kept.segment.endsBefore,
        members: Number(counted?.['members']),
        examples: examples.map(exampleOf),
      }),
    )
  }
  return refusals
}

/** The versions that start before an earlier one has ended. Moments may be null, where one holds from or for ever. */
function overlapping({ segment }: KeptSegment, versions: Sql): Sql {
  const starts = hasMoments(segment)
    ? sql`(open > 0 OR started IS NULL OR started < reach)`
    : sql`started <= reach`
  return sql`SELECT key, since, end_day FROM (
  SELECT key, since, end_day, started, max(ended) OVER earlier AS reach, count(*) OVER earlier AS earlier,
    max(CASE WHEN ended IS NULL THEN 1 ELSE 0 END) OVER earlier AS open
  FROM (
${versions}
  ) AS versions WHERE lasts > 0
  WINDOW earlier AS (PARTITION BY key ORDER BY since, started, until, ended ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS followed WHERE earlier > 0 AND ${starts}`
}

function exampleOf(row: Row): { member: string; from: Day | null; to: Day | null } {
  const dayOf = (number: number) =>
    number === fromEver || number === forEver ? null : addDays('1970-01-01', number)
  return {
    member: String(row['member']),
    from: dayOf(Number(row['since'])),
    to: dayOf(Number(row['end_day'])),
  }
}

function sqlNumber(number: number): Sql {
  return { pieces: [{ is: 'text', text: String(number) }] }
}
