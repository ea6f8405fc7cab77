import type { Activity } from '../activities/activity.js'
import { onDays } from '../activities/on-days.js'
import { sameDimensions } from '../activities/same-dimensions.js'
import { cellsTable, dictionaryTable, dimensionColumn, type KeyType } from '../activities/activity-tables.js'
import {
  conditionOf,
  dayOf,
  dimensionOf,
  memberKeyOf,
  rowsOfPart,
  type Writing,
} from '../activities/row-set.js'
import type { Written } from '../sql/expression.js'
import { call, join, name, sql, stored, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import { summedType, summedValue } from './sum-table.js'
import type { SummedColumn } from './summed-column.js'

/** An activity's amounts by member: what sums over some of its members are worked out from. */
export interface Amounts {
  readonly of: Activity
  readonly identity: string
  /** The rows that make up the activity, or every row of its sources. */
  readonly rows: 'active' | 'all'
  readonly columns: readonly SummedColumn[]
}

/** The name of amounts, unique in a project. */
export function amountsName({ of, identity, rows }: Omit<Amounts, 'columns'>): string {
  return `${rows === 'all' ? 'all_' : ''}${of.name}_${identity}`
}

/** The table of amounts: day, cell, member, and one column for each measure. */
export function amountTable(amounts: Amounts, written: Written): StoredTable {
  const { of, columns } = amounts
  return {
    name: `amounts_${amountsName(amounts)}`,
    columns: [
      { name: 'day', type: 'date', nullable: false },
      { name: 'cell', type: 'member', nullable: false },
      { name: 'member', type: 'member', nullable: false },
      ...columns.map((summed) => ({
        name: summed.column,
        type: summedType(of, summed, written),
        nullable: true,
      })),
    ],
    order: ['day', 'cell', 'member'],
  }
}

/** The rows of a table of amounts: all of them, or those of some days. */
export function amountRows(amounts: Amounts, keyType: KeyType, writing: Writing): Sql {
  const { of, identity, columns } = amounts
  const dimensions = of.dimensions.map(dimensionColumn)
  const keys = [...['day', 'key'].map((column) => name(column)), ...dimensions.map((column) => name(column))]
  const sums = columns.map((summed) => sql`${call('sum', name(summed.column))} AS ${name(summed.column)}`)
  const parts = of.parts.map((part) => partRows(amounts, part, { keyType, writing }))
  return sql`SELECT s.day, c.cell, m.member, ${join(columns.map((summed) => sql`s.${name(summed.column)}`))}
FROM (
  SELECT ${join([...keys, ...sums])}
  FROM (
${join(parts, '\nUNION ALL\n')}
  ) AS parts
  WHERE ${writing.days === undefined ? sql`${name('day')} IS NOT NULL` : onDays(writing.days)} AND ${name('key')} IS NOT NULL
  GROUP BY ${join(keys)}
) AS s
JOIN ${stored(cellsTable(of))} AS c ON ${sameDimensions(dimensions, 's', 'c')}
JOIN ${stored(dictionaryTable(identity, keyType))} AS m ON m.key = s.key`
}

/** The dimensions' values of the rows behind a table of amounts, as a relation: their cells must be there. */
export function amountCells(amounts: Amounts, keyType: KeyType, writing: Writing): Sql {
  const parts = amounts.of.parts.map((part) => partRows(amounts, part, { keyType, writing }))
  const all = join(parts, '\nUNION ALL\n')
  return writing.days === undefined
    ? sql`(\n${all}\n) AS parts`
    : sql`(SELECT * FROM (\n${all}\n) AS every_day WHERE ${onDays(writing.days)}) AS parts`
}

/**
 * Whoever has a row behind a table of amounts and is not yet numbered, numbered on from the last: the member may be
 * active on a later day, when these rows are not read again.
 */
export function amountMembers({ identity }: Amounts, keyType: KeyType, rows: Sql): Sql {
  const members = stored(dictionaryTable(identity, keyType))
  return sql`SELECT row_number() OVER (ORDER BY s.key) - 1 + (SELECT count(*) FROM ${members}), s.key
FROM (SELECT DISTINCT key FROM ${rows} WHERE key IS NOT NULL) AS s
LEFT JOIN ${members} AS m ON m.key = s.key
WHERE m.member IS NULL`
}

function partRows(
  { of, identity, rows, columns }: Amounts,
  part: Activity['parts'][number],
  { keyType, writing }: { keyType: KeyType; writing: Writing },
): Sql {
  const context = (what: string) => ({ ...writing, what: `${what} of the activity "${of.name}"` })
  const keyContext = context(`the identity "${identity}"`)
  const key = memberKeyOf(part.from, { identity: part.identities[identity] ?? '', keyType }, keyContext)
  const taken = rows === 'all' ? { ...part, where: undefined, except: [] } : part
  const selected = [
    sql`${dayOf(part, context('the day'))} AS ${name('day')}`,
    sql`${key} AS ${name('key')}`,
    ...of.dimensions.map(
      (dimension) =>
        sql`${dimensionOf(part, dimension, context(`the dimension "${dimension}"`))} AS ${name(dimensionColumn(dimension))}`,
    ),
    ...columns.map((summed) => sql`${summedValue(of, part, { summed, writing })} AS ${name(summed.column)}`),
  ]
  return sql`    SELECT ${join(selected, ', ')}
    FROM ${rowsOfPart(taken, context('an exception'))} AS source
    WHERE ${conditionOf(taken, context('the condition'))}`
}
