import {
  cellsTable,
  dictionaryTable,
  firstDaysTable,
  memberDaysTable,
  keyedTable,
  stageTable,
} from '../activities/activity-tables.js'
import { amountsName, amountTable } from '../measures/amount-table.js'
import { sumTable } from '../measures/sum-table.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { rollupsName, setsTable } from '../rollups/rollup-tables.js'
import { historyTable, keptSegmentName, segmentsTable } from '../segments/segment-tables.js'
import { sourceTable } from '../sources/source-table.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ThingKind } from './kept-things.js'
import type { WorkItem } from './work-list.js'

/**
 * The tables that building a thing makes or fills, as far as its declaration tells them: a model's columns are
 * known when it runs.
 *
 * @example
 * builtTables(loaded, { kind: 'rollups', name: 'sales_member' }) // the table of its member sets
 */
export function builtTables(
  loaded: LoadedProject,
  { kind, name }: Pick<WorkItem, 'kind' | 'name'>,
): readonly StoredTable[] {
  return tables[kind](loaded, name)
}

const tables: Readonly<Record<ThingKind, (loaded: LoadedProject, name: string) => readonly StoredTable[]>> = {
  source: ({ layout }, name) =>
    layout.sources.filter((source) => source.name === name && 'files' in source.from).map(sourceTable),
  model: () => [],
  identity: ({ layout }, name) => [dictionaryTable(name, layout.keyTypes.get(name) ?? 'text')],
  segment: ({ layout }, name) =>
    layout.segments
      .filter((kept) => keptSegmentName(kept) === name)
      .flatMap((kept) => [segmentsTable(kept), historyTable(kept)]),
  activity: ({ layout }, name) =>
    layout.activities
      .filter((activity) => activity.name === name)
      .flatMap((activity) => [
        cellsTable(activity),
        stageTable(activity, layout.keyTypes),
        keyedTable(activity, layout.keyTypes),
        ...activity.identities.flatMap((identity) => [
          memberDaysTable(activity, identity),
          firstDaysTable(activity, identity),
        ]),
      ]),
  rollups: ({ layout }, name) =>
    layout.rollups.filter((rolledUp) => rollupsName(rolledUp) === name).map(setsTable),
  sums: ({ layout, written }, name) =>
    layout.sums.filter(({ of }) => of.name === name).map(({ of, columns }) => sumTable(of, columns, written)),
  amounts: ({ layout, written }, name) =>
    layout.amounts
      .filter((amounts) => amountsName(amounts) === name)
      .map((amounts) => amountTable(amounts, written)),
}
