import type { ContractRule, ContractViolation } from '../errors.js'
import { call, join, name, sql, value, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { Source, SourceColumn } from './source.js'
import { allRows } from './source-rows.js'
import { decimalSize, kindOf } from './text-conversion.js'

/** Something that a column of a table may break. */
interface ValueCheck {
  readonly column: SourceColumn
  readonly rule: ContractRule
  readonly breaks: Sql
}

/**
 * Checks what a table's own types do not: that values are there, that they are accepted ones, and that whole
 * numbers fit a decimal that they are declared as. The source
 * has been through `boundSource`.
 */
export async function checkTableValues(
  session: ReadSession,
  source: Source,
  { where, among }: { readonly where: string; readonly among?: Sql | undefined },
): Promise<readonly ContractViolation[]> {
  const checks = source.columns.flatMap(valueChecks)
  if (checks.length === 0) return []
  const every = sql`(${allRows(asHeld(source))}) AS ${name('every row')}`
  const rows =
    among === undefined ? every : sql`(SELECT * FROM ${every} WHERE ${among}) AS ${name('some rows')}`
  const counts = checks.map(({ breaks }, at) => sql`${call('countIf', breaks)} AS ${name(`broken_${at}`)}`)
  const [counted = {}] = await session.query(sql`SELECT ${join(counts)} FROM ${rows}`)
  const violations: ContractViolation[] = []
  for (const [at, { column, rule, breaks }] of checks.entries()) {
    const broken = Number(counted[`broken_${at}`])
    if (broken === 0) continue
    const examples = rule === 'not-null' ? [] : await examplesOf(session, { rows, column, breaks })
    violations.push({ source: source.name, where, column: column.name, rule, rows: broken, examples })
  }
  return violations
}

/** Whether a value of a table may be too large for what it is declared as, so that reading it as that fails. */
export function mayNotFit({ columns }: Source): boolean {
  return columns.some((column) => valueChecks(column).some(({ rule }) => rule === 'range'))
}

/** Without casts, which fail on what is too large. */
function asHeld(source: Source): Source {
  return {
    ...source,
    columns: source.columns.map((column) => ({ ...column, type: column.held ?? column.type })),
  }
}

function valueChecks(column: SourceColumn): readonly ValueCheck[] {
  const checks: ValueCheck[] = []
  if (!column.nullable) checks.push({ column, rule: 'not-null', breaks: sql`${name(column.name)} IS NULL` })
  if (column.accepted) {
    const list = join(column.accepted.map((each) => value(each, column.type)))
    checks.push({ column, rule: 'accepted', breaks: sql`${name(column.name)} NOT IN (${list})` })
  }
  if (column.held === 'integer' && kindOf(column.type) === 'decimal') {
    const { precision, scale } = decimalSize(column.type)
    if (precision - scale < 19) {
      const limit = 10n ** BigInt(precision - scale)
      const [above, below] = [value(limit, 'integer'), value(-limit, 'integer')]
      const breaks = sql`(${name(column.name)} >= ${above} OR ${name(column.name)} <= ${below})`
      checks.push({ column, rule: 'range', breaks })
    }
  }
  return checks
}

async function examplesOf(
  session: ReadSession,
  { rows, column, breaks }: { readonly rows: Sql; readonly column: SourceColumn; readonly breaks: Sql },
): Promise<ContractViolation['examples']> {
  const found = await session.query(
    sql`SELECT DISTINCT ${name(column.name)} FROM ${rows} WHERE ${breaks} ORDER BY ${name(column.name)} LIMIT 3`,
  )
  return found.map((row) => ({ row: undefined, value: String(row[column.name]) }))
}
