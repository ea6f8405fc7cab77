import {
  conditionOf,
  dayOf,
  expressionOver,
  parseOver,
  type RowPart,
  type Writing,
} from '../activities/row-set.js'
import { isRefusal, Refusal, type Place } from '../errors.js'
import { summedType } from '../measures/sum-table.js'
import type { Source } from '../sources/source.js'
import type { Dialect } from '../sql/print.js'
import { call, join, name, sql, type, type Sql } from '../sql/sql.js'
import { openWarehouse } from '../warehouses/open-warehouse.js'
import type { ReadSession, Warehouse } from '../warehouses/warehouse.js'
import { declaredExpressions, type DeclaredExpression } from './expressions.js'
import { checkModels } from './check-models.js'
import { checkReferenceModels } from './check-references.js'
import type { LoadedProject } from './loaded-project.js'
import { locate } from './locate.js'

/** Something that a check found: a refusal, and where in the project's file it stands. */
export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly refusal: { readonly code: string; readonly message: string; readonly fix: string }
  readonly where?: Place
}

/**
 * Checks everything that a project declares without looking at its data: that SQL can be read, names columns
 * that are declared, and means something to a database. An empty list means that nothing is wrong.
 *
 * @example
 * const findings = await checkProject(await loadProject('examples/online-retail'))
 */
export async function checkProject(loaded: LoadedProject): Promise<readonly Finding[]> {
  const warehouse = await openWarehouse('duckdb::memory:', { directory: loaded.directory })
  try {
    return await checkOnWarehouse(loaded, warehouse)
  } finally {
    await warehouse.close()
  }
}

/** Prepares every expression and model on a warehouse, as a build runs them there, over no rows. Nothing is changed. */
export function checkOnWarehouse(loaded: LoadedProject, warehouse: Warehouse): Promise<readonly Finding[]> {
  return warehouse.read(async (session) => {
    const trying = { session, dialect: warehouse.dialect, rowsOf: emptyRows }
    return [
      ...(await checkExpressions(loaded, trying)),
      ...(await checkModels(loaded, trying)),
      ...(await checkReferenceModels(loaded, trying)),
    ]
  })
}

/** Where expressions are tried out. */
export interface Trying {
  readonly session: ReadSession
  readonly dialect: Dialect
  readonly rowsOf: (source: Source) => Sql
}

/** Tries every declared expression in a session, over the rows that `rowsOf` gives for its source. */
export async function checkExpressions(loaded: LoadedProject, trying: Trying): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const expression of declaredExpressions(loaded.layout)) {
    const refusal = await refusalOf(expression, loaded, trying)
    if (refusal) findings.push(found(refusal, loaded, expression.text))
  }
  for (const { of, columns } of [...loaded.layout.sums, ...loaded.layout.amounts]) {
    for (const summed of columns) {
      const refusal = refused(() => summedType(of, summed, loaded.written))
      if (refusal?.code === 'unknown-scale') findings.push(found(refusal, loaded, summed.expression ?? ''))
    }
  }
  return firstOfEach(findings)
}

/** An expression that serves twice is found once. */
function firstOfEach(findings: readonly Finding[]): readonly Finding[] {
  const keyOf = ({ refusal, where }: Finding) => JSON.stringify([refusal.code, where ?? refusal.message])
  return [...new Map(findings.toReversed().map((finding) => [keyOf(finding), finding])).values()].toReversed()
}

/** What a refusal amounts to as a finding, with its place in the project's file where it can be told. */
export function found(refusal: Refusal, loaded: LoadedProject, expression: string): Finding {
  const { code, message, fix, facts } = refusal
  const { line, at, column } = facts as Readonly<Record<string, unknown>>
  const inside = { line: numberOr1(line), column: numberOr1(at ?? column) }
  const where = locate(loaded, expression, inside)
  return { severity: 'error', refusal: { code, message, fix }, ...(where && { where }) }
}

/** A source's columns without any rows: enough for a database to check types and functions. */
export function emptyRows(source: Source): Sql {
  const columns = source.columns.map(
    (column) => sql`CAST(NULL AS ${type(column.type)}) AS ${name(column.name)}`,
  )
  return sql`(SELECT ${join(columns)} WHERE 1 = 0)`
}

async function refusalOf(
  expression: DeclaredExpression,
  { written, project }: LoadedProject,
  { session, dialect, rowsOf }: Trying,
): Promise<Refusal | undefined> {
  const writing: Writing & { what: string } = {
    written,
    dialect,
    rowsOf,
    calendar: project.calendar,
    what: expression.what,
  }
  try {
    parseOver(expression.source, expression.text, writing)
    await session.prepare(statementOf(expression, writing))
    return undefined
  } catch (cause) {
    if (!isRefusal(cause)) throw cause
    if (cause.code !== 'sql-refused') return cause
    const { message } = cause.facts as { message: string }
    return new Refusal(
      'expression-refused',
      { what: expression.what, expression: expression.text, message },
      { cause },
    )
  }
}

function statementOf({ source, text, role }: DeclaredExpression, writing: Writing & { what: string }): Sql {
  const part: RowPart = { from: source, where: text, day: text, dimensions: {} }
  const rows = sql`${writing.rowsOf(source)} AS source`
  switch (role) {
    case 'condition':
      return sql`SELECT 1 FROM ${rows} WHERE ${conditionOf(part, writing)}`
    case 'day':
      return sql`SELECT ${dayOf(part, writing)} FROM ${rows}`
    case 'value':
      return sql`SELECT ${call('toText', expressionOver(source, text, writing))} FROM ${rows}`
    case 'number':
      return sql`SELECT CAST(${expressionOver(source, text, writing)} AS ${type('decimal(38,0)')}) FROM ${rows}`
  }
}

function numberOr1(fact: unknown): number {
  return typeof fact === 'number' ? fact : 1
}

function refused(work: () => unknown): Refusal | undefined {
  try {
    work()
    return undefined
  } catch (cause) {
    if (isRefusal(cause)) return cause
    throw cause
  }
}
