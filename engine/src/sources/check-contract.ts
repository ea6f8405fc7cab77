import type { ContractViolation } from '../errors.js'
import { Refusal } from '../errors.js'
import { sql, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { boundSource } from './bound-source.js'
import { checkKeys, rowsOfKeys } from './check-keys.js'
import { checkTableValues } from './check-table.js'
import { checkFileValues } from './check-values.js'
import { ownDays } from './day-limits.js'
import type { FileLayout } from './file-layout.js'
import { refuseCopies } from './copied-files.js'
import { fileLayouts, fileRows, numberedFileRows } from './file-rows.js'
import type { PlacedSource } from './placed-source.js'
import { refusingUnreadable } from './read-refusal.js'
import type { Source } from './source.js'
import { allRows } from './source-rows.js'
import { fetchedSource } from './remote/fetched-files.js'
import { refuseCutOff } from './whole-files.js'

/**
 * In which ways the rows of a source break its contract; an empty list when they keep it.
 *
 * @param session for files, the warehouse's `files()`; for a table, any session of the warehouse
 * @throws Refusal when the rows cannot be read at all: a missing column, a malformed or empty file, …; `copied-file`
 * @example
 * const violations = await checkSource(session, placed)
 * if (violations.length > 0) throw contractBroken(placed.source, violations)
 */
export async function checkSource(
  session: ReadSession,
  given: PlacedSource,
): Promise<readonly ContractViolation[]> {
  if (given.files === undefined) return checkTable(session, given)
  const placed = await fetchedSource(given)
  const { files = [] } = placed
  await refuseCutOff(placed)
  const layouts = await fileLayouts(session, placed)
  const { rows, violations } = await checkFiles(session, placed, { layouts, isLoaded: false })
  if (violations.length > 0) return violations
  const counted = files.map((file, at) => {
    return { file, number: at + 1, rows: rows.get(file.path) ?? 0, isNew: true }
  })
  const numbers = new Map(counted.map(({ file, number }) => [file.path, number]))
  const { source } = placed
  const numbered = sql`(${numberedFileRows(layouts, numbers)})`
  await refuseCopies({ source, counted, session, rows: numbered, files: session })
  return []
}

/** The refusal that violations amount to; its facts hold them all, its sentence the first. */
export function contractBroken(
  source: Source,
  violations: readonly ContractViolation[],
): Refusal<'contract-broken'> {
  return new Refusal('contract-broken', { source: source.name, violations })
}

/** What a check of files found. */
export interface CheckedFiles {
  /** Path → how many rows the file holds; without files that hold none. */
  readonly rows: ReadonlyMap<string, number>
  readonly violations: readonly ContractViolation[]
}

/**
 * Checks the values of files, and the keys where all values are sound. Of files that are loaded afterwards no more is read
 * than what may be broken.
 *
 * @throws Refusal `source-without-rows`, `file-malformed`, `file-not-utf8`
 */
export function checkFiles(
  session: ReadSession,
  placed: PlacedSource,
  { layouts, isLoaded }: { readonly layouts: readonly FileLayout[]; readonly isLoaded: boolean },
): Promise<CheckedFiles> {
  const { source } = placed
  const files = layouts.flatMap((layout) => layout.files)
  return refusingUnreadable({ source, files }, async () => {
    const checked = []
    for (const layout of layouts) checked.push(await checkFileValues(session, placed, { layout, isLoaded }))
    const rows = new Map(checked.flatMap((each) => [...each.rows]))
    const violations = checked.flatMap((each) => each.violations)
    const paths = (placed.files ?? []).map(({ path }) => path)
    if (rows.size === 0 && !source.mayBeEmpty)
      throw new Refusal('source-without-rows', { source: source.name, paths })
    if (violations.length > 0 || layouts.length === 0) return { rows, violations }
    const where = 'files' in source.from && paths.length > 1 ? source.from.files.join(', ') : paths.join(', ')
    return { rows, violations: await checkKeys(session, { source, rows: fileRows(layouts), where }) }
  })
}

/**
 * In which ways the rows of a table or a model break its contract. Where no others have come or changed than those for
 * which a condition holds, it is enough to look at them, and at rows that have one of their keys.
 */
export async function checkTable(
  session: ReadSession,
  { source: declared, keeping = ownDays(declared) }: PlacedSource,
  among?: Sql,
): Promise<readonly ContractViolation[]> {
  const source = await boundSource(session, declared)
  const where = placeInWords(source)
  const violations = await checkTableValues(session, source, { where, keeping, among })
  if (violations.length > 0) return violations
  const rows =
    among === undefined
      ? allRows(source)
      : rowsOfKeys(source, sql`(${allRows(source)}) AS some_rows WHERE ${among}`)
  return checkKeys(session, { source, rows, where })
}

/** Where a source's rows come from, in words. */
export function placeInWords({ name, from }: Source): string {
  if ('table' in from) return from.table
  return 'model' in from ? `model ${from.model}` : name
}
