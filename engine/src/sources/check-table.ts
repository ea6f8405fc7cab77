import type { ContractRule, ContractViolation } from '../errors.js'
import { call, join, name, raw, sql, value, type Sql } from '../sql/sql.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import { ownDays, type KeepingDays } from './day-limits.js'
import { computedColumns, withoutComputed } from './computed-columns.js'
import type { Source, SourceColumn } from './source.js'
import { allRowsUnchecked } from './source-rows.js'
import { valueHint } from './value-hint.js'
import { tableChecks, type TableCheck } from './table-checks.js'

/** A table's name for messages, and where its rows are kept. */
interface CheckedTable {
  readonly where: string
  readonly keeping: KeepingDays
  /** The condition for the rows that are looked at; all of them where there is none. */
  readonly among?: Sql | undefined
}

/**
 * Checks what a table's own types do not: that values are there, that they are accepted ones, finite, and of the
 * declared size and days. The source has been through `boundSource`.
 */
export async function checkTableValues(
  session: ReadSession,
  source: Source,
  table: CheckedTable,
): Promise<readonly ContractViolation[]> {
  const own = withoutComputed(source)
  if (own === source) return violationsIn(session, { source, columns: source.columns, table })
  const { among: _among, ...whole } = table
  const violations = await violationsIn(session, { source: own, columns: own.columns, table: whole })
  if (violations.length > 0) return violations
  return violationsIn(session, { source, columns: computedColumns(source), table })
}

interface CheckedColumns {
  readonly source: Source
  readonly columns: readonly SourceColumn[]
  readonly table: CheckedTable
}

async function violationsIn(
  session: ReadSession,
  { source, columns, table: { where, keeping, among } }: CheckedColumns,
): Promise<readonly ContractViolation[]> {
  const checks = columns.flatMap((column) => tableChecks(column, source, keeping))
  if (checks.length === 0) return []
  const every = sql`(${allRowsUnchecked(source)}) AS ${name('every row')}`
  const rows =
    among === undefined ? every : sql`(SELECT * FROM ${every} WHERE ${among}) AS ${name('some rows')}`
  const counts = checks.map(({ breaks }, at) => sql`${call('countIf', breaks)} AS ${name(`broken_${at}`)}`)
  const [counted = {}] = await session.query(sql`SELECT ${join(counts)} FROM ${rows}`)
  const violations: ContractViolation[] = []
  for (const [at, check] of checks.entries()) {
    if (Number(counted[`broken_${at}`]) === 0) continue
    for (const [rule, broken] of await rulesOf(session, check, rows)) {
      const { column } = check
      const examples = await examplesOf(session, { source, rows, check, rule })
      const hint = check.hint ?? valueHint(column, rule, examples)
      const found = { source: source.name, where, column: column.name, rule, rows: broken, examples }
      violations.push(hint === undefined ? found : { ...found, hint })
    }
  }
  return violations
}

/** Whether a value of a table may be another than what it is declared as can hold, so that reading it as that fails. */
export function mayNotFit(source: Source): boolean {
  // What cannot be held is read as null, and looks like what was null before.
  if (source.columns.some(({ as }) => as?.wrong !== undefined)) return true
  const cast = source.columns.filter(({ held, type }) => held !== undefined && held !== type)
  const rules = cast.flatMap((column) => tableChecks(column, source, ownDays(source)))
  return rules.some(({ rule }) => rule === 'range')
}

/** Which rules are broken by how many rows: what is not finite is no number, rather than one too large. */
async function rulesOf(
  session: ReadSession,
  { breaks, column, rule, raw: stands = name(column.name) }: TableCheck,
  rows: Sql,
): Promise<readonly (readonly [ContractRule, number])[]> {
  const found = await session.query(
    sql`SELECT ${ruleOf(stands, rule)} AS rule, count(*) AS broken FROM ${rows} WHERE ${breaks} GROUP BY 1 ORDER BY 1`,
  )
  return found.map((row) => [row['rule'] as ContractRule, Number(row['broken'])])
}

function ruleOf(stands: Sql, rule: ContractRule): Sql {
  const otherwise = raw(`'${rule}'`)
  if (rule === 'not-null' || rule === 'accepted') return otherwise
  const words = raw("'nan', 'inf', '-inf', 'infinity', '-infinity'")
  return sql`CASE WHEN lower(${call('toText', stands)}) IN (${words}) THEN 'finite' ELSE ${otherwise} END`
}

interface Broken {
  readonly source: Source
  readonly rows: Sql
  readonly check: TableCheck
  readonly rule: ContractRule
}

/** Three values that break a rule, with their rows' keys where the source has one. */
async function examplesOf(
  session: ReadSession,
  { source, rows, check, rule }: Broken,
): Promise<ContractViolation['examples']> {
  const { column, breaks, raw: stands = name(column.name) } = check
  if (rule === 'not-null' && source.key.length === 0) return []
  const keys = source.key.filter((key) => key !== column.name)
  const selected = join([
    sql`${call('toText', stands)} AS ${name('broken value')}`,
    ...keys.map((key, at) => sql`${name(key)} AS ${name(`key ${at}`)}`),
  ])
  const order = join([...keys.map((_key, at) => name(`key ${at}`)), name('broken value')])
  const found = await session.query(
    sql`SELECT DISTINCT ${selected} FROM ${rows} WHERE ${breaks} AND ${ruleOf(stands, check.rule)} = ${value(rule, 'text')} ORDER BY ${order} LIMIT 3`,
  )
  return found.map((row) => exampleOf(row, keys))
}

function exampleOf(row: Row, keys: readonly string[]): ContractViolation['examples'][number] {
  const given = row['broken value'] ?? null
  const example = { row: undefined, value: given === null ? null : String(given) }
  if (keys.length === 0) return example
  return { ...example, key: keys.map((key, at) => `${key} ${String(row[`key ${at}`] ?? 'null')}`).join(', ') }
}
