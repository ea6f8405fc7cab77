import type { Writing } from '../activities/row-set.js'
import { addDays, type Day } from '../calendar/day.js'
import { Refusal } from '../errors.js'
import { call, sql, type Sql } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import { datedVersions, forEver, fromEver } from './history-rows.js'
import type { KeptSegment } from './segment-tables.js'

/** How many versions are named as examples. */
const most = 3

/**
 * What should be known of a history though it can be read: versions that overlap or touch, of which the later
 * one holds, and versions that end before they start, which hold on no day.
 *
 * @example
 * const warnings = await historyFindings(session, kept, writing)
 */
export async function historyFindings(
  session: ReadSession,
  kept: KeptSegment,
  writing: Writing,
): Promise<readonly Refusal[]> {
  const backward = sql`SELECT key, since, until FROM (
${datedVersions(kept, writing)}
) AS versions WHERE until < since`
  const overlapping = sql`SELECT key, since, until FROM (
  SELECT key, since, until, max(until) OVER earlier AS ended, count(*) OVER earlier AS earlier
  FROM (
${datedVersions(kept, writing)}
  ) AS versions WHERE until >= since
  WINDOW earlier AS (PARTITION BY key ORDER BY since, until ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) AS followed WHERE earlier > 0 AND since <= ended`
  const found = { 'versions-overlap': overlapping, 'versions-backward': backward }
  const refusals: Refusal[] = []
  for (const [code, rows] of Object.entries(found) as [keyof typeof found, Sql][]) {
    const [counted] = await session.query(
      sql`SELECT count(*) AS versions, count(DISTINCT key) AS members FROM (${rows}) AS found`,
    )
    const versions = Number(counted?.['versions'])
    if (versions === 0) continue
    const examples = await session.query(
      sql`SELECT ${call('toText', sql`key`)} AS member, since, until FROM (${rows}) AS found
ORDER BY member, since, until LIMIT ${sqlNumber(most)}`,
    )
    refusals.push(
      new Refusal(code, {
        segment: kept.segment.name,
        source: kept.segment.from.name,
        versions,
        members: Number(counted?.['members']),
        examples: examples.map(exampleOf),
      }),
    )
  }
  return refusals
}

function exampleOf(row: Row): { member: string; from: Day | null; to: Day | null } {
  const dayOf = (number: number) =>
    number === fromEver || number === forEver ? null : addDays('1970-01-01', number)
  return {
    member: String(row['member']),
    from: dayOf(Number(row['since'])),
    to: dayOf(Number(row['until'])),
  }
}

function sqlNumber(number: number): Sql {
  return { pieces: [{ is: 'text', text: String(number) }] }
}
