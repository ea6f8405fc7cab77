import type { RowPart } from '../activities/row-set.js'
import { isRefusal, Refusal, type ContractViolation } from '../errors.js'
import { historyFindings } from '../segments/history-findings.js'
import type { KeptSegment } from '../segments/segment-tables.js'
import { boundSource } from '../sources/bound-source.js'
import { checkSource, contractBroken } from '../sources/check-contract.js'
import { columnValues } from '../sources/column-values.js'
import { modelTable } from '../sources/model-table.js'
import type { PlacedSource } from '../sources/placed-source.js'
import { placedSource } from '../sources/place-source.js'
import { latestRows } from '../sources/source-rows.js'
import type { Source } from '../sources/source.js'
import { unbuiltRows } from '../sources/unbuilt-rows.js'
import type { Sql } from '../sql/sql.js'
import type { ReadSession, Warehouse } from '../warehouses/warehouse.js'
import { WarehouseError } from '../warehouses/warehouse-error.js'
import { checkData, readingRefusal } from './check-data.js'
import { checkModels } from './check-models.js'
import { checkExpressions, emptyRows, found, type Finding } from './check-project.js'
import { allPartsOf, checkCountedDays, keptSource } from './counted-days.js'
import type { LoadedProject } from './loaded-project.js'
import { rowsLeftOut } from './rows-left-out.js'
import { currencySuspicions } from './undeclared-currencies.js'

/**
 * Checks a project against what is really there: that files and tables exist and keep their contracts, and
 * that the warehouse understands every expression. Nothing is loaded and nothing is changed.
 *
 * @example
 * const findings = await checkLive(loaded, warehouse)
 */
export async function checkLive(loaded: LoadedProject, warehouse: Warehouse): Promise<readonly Finding[]> {
  const findings = await contractsChecked(loaded, warehouse)
  const isWrong = findings.some(({ severity }) => severity === 'error')
  return isWrong ? findings : [...findings, ...(await checkData(loaded, warehouse))]
}

/** A view that fails over its rows ends the session in which the others are checked. */
async function contractsChecked(loaded: LoadedProject, warehouse: Warehouse): Promise<readonly Finding[]> {
  try {
    return await checkContracts(loaded, warehouse)
  } catch (thrown) {
    if (!(thrown instanceof WarehouseError) || thrown.over !== 'data') throw thrown
    const refusal = await readingRefusal(loaded, warehouse)
    if (refusal === undefined) throw thrown
    const source = 'source' in refusal.facts ? refusal.facts.source : ''
    return [found(refusal, loaded, source)]
  }
}

async function checkContracts(loaded: LoadedProject, warehouse: Warehouse): Promise<readonly Finding[]> {
  const files = await warehouse.files()
  return warehouse.read(async (session) => {
    const findings: Finding[] = []
    const bound = new Map<string, Source>()
    for (const source of loaded.layout.sources) {
      if ('model' in source.from && !(await session.has(modelTable(source.from.model)))) continue
      try {
        const { directory, parameters, written } = loaded
        const found = await placedSource(source, { directory, parameters, written })
        const placed = keptSource(found, loaded, warehouse.dialect)
        const violations = await checkSource(placed.files === undefined ? session : files, placed)
        if (violations.length > 0) throw contractBroken(source, violations)
        const ofDays = await countedDays(placed, { loaded, session, files, warehouse })
        if (ofDays.length > 0) throw contractBroken(source, ofDays)
        if (placed.files === undefined) bound.set(source.name, await boundSource(session, source))
      } catch (cause) {
        if (!isRefusal(cause)) throw cause
        findings.push(found(cause, loaded, source.name))
      }
    }
    const rowsOf = (source: Source) => {
      const table = bound.get(source.name)
      return table === undefined ? emptyRows(source) : latestRows(table)
    }
    const ofHistories: Finding[] = []
    for (const kept of loaded.layout.segments) {
      ofHistories.push(...(await historyWarnings(kept, { loaded, session, files, warehouse })))
    }
    const leftOut: Finding[] = []
    for (const source of loaded.layout.sources) {
      leftOut.push(...(await leftOutWarnings(source, { loaded, session, files, warehouse })))
    }
    const ofCurrencies = await currencyWarnings({ loaded, session, files, warehouse })
    const trying = { session, dialect: warehouse.dialect, rowsOf }
    const ofModels = await checkModels(loaded, trying)
    return [
      ...findings,
      ...ofHistories,
      ...leftOut,
      ...ofCurrencies,
      ...(await checkExpressions(loaded, trying)),
      ...ofModels,
    ]
  })
}

/** Rows whose day, worked out, is none that the contract takes. */
async function countedDays(
  placed: PlacedSource,
  { loaded, session, files, warehouse }: Histories,
): Promise<readonly ContractViolation[]> {
  const { written, project, layout } = loaded
  const reading = { session, files, written, dialect: warehouse.dialect }
  const { session: readable, dialect, rows } = await unbuiltRows(placed, reading)
  const writing = { written, dialect, calendar: project.calendar, rowsOf: () => rows }
  return checkCountedDays(readable, placed, { layout, writing })
}

interface Histories {
  readonly loaded: LoadedProject
  readonly session: ReadSession
  readonly files: ReadSession
  readonly warehouse: Warehouse
}

/**
 * Rows that nothing counts. Exceptions are other sources' rows: where one is a file and the other a table, they meet in
 * the build only.
 */
async function leftOutWarnings(
  source: Source,
  { loaded, session, files, warehouse }: Histories,
): Promise<readonly Finding[]> {
  const { written, project, directory, parameters } = loaded
  try {
    const reading = { session, files, written, dialect: warehouse.dialect }
    const placed = await placedSource(source, { directory, parameters, written })
    const { session: readable, dialect, rows } = await unbuiltRows(placed, reading)
    const others = new Map<string, Sql>()
    for (const other of exceptionsOver(source, loaded)) {
      const found = await unbuiltRows(await placedSource(other, { directory, parameters, written }), reading)
      if (found.session === readable) others.set(other.name, found.rows)
    }
    const rowsOf = ({ name }: Source) => others.get(name) ?? rows
    const writing = { written, dialect, calendar: project.calendar, rowsOf }
    const isSeen = ({ except = [] }: RowPart) => except.every(({ from }) => others.has(from.name))
    const all = await rowsLeftOut(placed, { session: readable, files, loaded, writing, isSeen })
    // Versions that hold on no day are named with their members above.
    const leftOut = all.filter(({ lacks }) => lacks !== 'day on which it holds')
    return leftOut.map((facts) => ({
      ...found(new Refusal('rows-left-out', facts), loaded, source.name),
      severity: 'warning' as const,
    }))
  } catch (cause) {
    // What is wrong with the source or an expression is found where they are checked.
    if (isRefusal(cause)) return []
    throw cause
  }
}

/** The sources that say of a source's rows which do not count. */
function exceptionsOver(source: Source, { layout }: LoadedProject): readonly Source[] {
  const parts = layout.activities.flatMap(allPartsOf).filter(({ from }) => from.name === source.name)
  return [...new Set(parts.flatMap(({ except = [] }) => except.map(({ from }) => from)))]
}

/** The sources whose column of currencies has several values, over which amounts are added up. */
async function currencyWarnings({
  loaded,
  session,
  files,
  warehouse,
}: Histories): Promise<readonly Finding[]> {
  const { written, project, directory, parameters } = loaded
  const findings: Finding[] = []
  for (const { source, column, metrics } of currencySuspicions(project.metrics)) {
    try {
      const placed = await placedSource(source, { directory, parameters, written })
      const reading = { session, files, written, dialect: warehouse.dialect }
      const { session: readable, rows } = await unbuiltRows(placed, reading)
      const currencies = await columnValues(readable, rows, column)
      if (currencies.length < 2) continue
      const refusal = new Refusal('undeclared-currency', { source: source.name, column, currencies, metrics })
      findings.push({ ...found(refusal, loaded, source.name), severity: 'warning' })
    } catch (cause) {
      // What is wrong with the source is found where it is checked.
      if (!isRefusal(cause)) throw cause
    }
  }
  return findings
}

/** What should be known of a segment's history, where it can be read at all. */
async function historyWarnings(
  kept: KeptSegment,
  { loaded, session, files, warehouse }: Histories,
): Promise<readonly Finding[]> {
  const { written, project, directory, parameters } = loaded
  const { from } = kept.segment
  try {
    const placed = await placedSource(from, { directory, parameters, written })
    const reading = { session, files, written, dialect: warehouse.dialect }
    const { session: readable, dialect, rows } = await unbuiltRows(placed, reading)
    const writing = { written, dialect, calendar: project.calendar, rowsOf: () => rows }
    return warnings(await historyFindings(readable, kept, writing))
  } catch (cause) {
    // What is wrong with the source or an expression is found where they are checked.
    if (isRefusal(cause)) return []
    throw cause
  }

  function warnings(refusals: readonly Refusal[]): readonly Finding[] {
    return refusals.map((refusal) => ({
      ...found(refusal, loaded, kept.segment.name),
      severity: 'warning' as const,
    }))
  }
}
