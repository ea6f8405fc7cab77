import { dimensionColumn } from '../activities/activity-tables.js'
import { name, join, sql, stored } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { segmentsTable, type KeptSegment } from '../segments/segment-tables.js'

/** The attributes of each of a history's numbered segments. */
export type SegmentValues = ReadonlyMap<number, Readonly<Record<string, string | null>>>

/** Reads the attributes of a history's segments by their numbers. */
export async function readSegmentValues(session: ReadSession, kept: KeptSegment): Promise<SegmentValues> {
  const attributes = kept.segment.attributeNames
  const columns = attributes.map((attribute) => name(dimensionColumn(attribute)))
  const rows = await session.query(
    sql`SELECT ${join([sql`segment`, ...columns])} FROM ${stored(segmentsTable(kept))}`,
  )
  return new Map(
    rows.map((row) => [
      Number(row['segment']),
      Object.fromEntries(
        attributes.map((attribute) => {
          const value = row[dimensionColumn(attribute)]
          return [attribute, value === null || value === undefined ? null : String(value)]
        }),
      ),
    ]),
  )
}
