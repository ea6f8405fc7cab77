import { parsePeriod } from '../calendar/parse-period.js'
import { Refusal } from '../errors.js'
import { declaredMetric } from '../project/board.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Targets } from '../project/targets.js'
import type { Asking } from '../queries/ask.js'
import { join, name, sql, stored, value, type Sql } from '../sql/sql.js'
import type { StoredTable } from '../sql/stored-table.js'
import type { ReadSession, WriteSession } from '../warehouses/warehouse.js'

/** A target as someone set it. What is set is never changed: of several the last holds. */
export interface SetTarget {
  /** Counts up with every target that is set. */
  readonly number: number
  /** `2025-Q4` */
  readonly period: string
  readonly metric: string
  /** The value of the dimension that targets are split by; null for all of them together. */
  readonly of: string | null
  /** Exact decimal text; null takes back what was set before, so that the source's holds again. */
  readonly target: string | null
  readonly setBy: string
  /** In UTC. */
  readonly setAt: string
  readonly note: string | null
}

/** The table of targets that were set: every one ever, in order. */
export const setTargetsTable: StoredTable = {
  name: 'set_targets',
  columns: [
    { name: 'number', type: 'integer', nullable: false },
    { name: 'period', type: 'text', nullable: false },
    { name: 'metric', type: 'text', nullable: false },
    { name: 'part', type: 'text', nullable: true },
    { name: 'target', type: 'decimal(38,6)', nullable: true },
    { name: 'set_by', type: 'text', nullable: false },
    { name: 'set_at', type: 'timestamp', nullable: false },
    { name: 'note', type: 'text', nullable: true },
  ],
  order: ['number'],
}

/** Every target that was ever set, the first first; of one period, or of all. */
export async function readSetTargets(
  session: ReadSession,
  period: string | undefined,
): Promise<readonly SetTarget[]> {
  if (!(await session.has(setTargetsTable))) return []
  const columns = join(setTargetsTable.columns.map((column) => name(column.name)))
  const only = period === undefined ? sql`` : sql` WHERE period = ${value(period, 'text')}`
  const rows = await session.query(
    sql`SELECT ${columns} FROM ${stored(setTargetsTable)}${only} ORDER BY number`,
  )
  const textOrNull = (cell: unknown) => (typeof cell === 'string' ? cell : null)
  return rows.map((row) => ({
    number: Number(row['number']),
    period: String(row['period']),
    metric: String(row['metric']),
    of: textOrNull(row['part']),
    target:
      textOrNull(row['target'])
        ?.replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '') ?? null,
    setBy: String(row['set_by']),
    setAt: String(row['set_at']),
    note: textOrNull(row['note']),
  }))
}

/** Adds a target to those that were set before. */
export async function storeSetTarget(
  session: WriteSession,
  given: Omit<SetTarget, 'number'>,
): Promise<SetTarget> {
  if (!(await session.has(setTargetsTable))) await session.create(setTargetsTable)
  const [last] = await session.query(
    sql`SELECT max(number) AS ${name('last')} FROM ${stored(setTargetsTable)}`,
  )
  const target = { ...given, number: Number(last?.['last'] ?? 0) + 1 }
  await session.insert(setTargetsTable, rowOf(target))
  return target
}

function rowOf({ number, period, metric, of, target, setBy, setAt, note }: SetTarget): Sql {
  return sql`SELECT ${join([
    value(number, 'integer'),
    value(period, 'text'),
    value(metric, 'text'),
    value(of, 'text'),
    value(target, 'decimal(38,6)'),
    value(setBy, 'text'),
    value(setAt, 'timestamp'),
    value(note, 'text'),
  ])}`
}

/** Which targets someone sees who sees some rows only; undefined where they cannot be told apart. */
export function seenTargets(
  targets: Targets,
  { rows = [] }: Pick<Asking, 'rows'>,
): ((of: string | null) => boolean) | undefined {
  if (rows.length === 0) return () => true
  const [only, ...others] = rows
  if (only === undefined || others.length > 0 || only.dimension !== targets.by.dimension) return undefined
  return (of) => of !== null && only.values.includes(of)
}

/** What a target is for, by names that were given. */
export interface TargetFor {
  readonly period: string
  readonly metric: string
  /** The value of the dimension; the one that stands for all of them is the project's `whole`. */
  readonly of: string
}

/**
 * Finds what a target is for.
 *
 * @throws Refusal `no-targets`, `unknown-metric`, `invalid-period`, `invalid-target`
 */
export function targetFor(
  { period, metric, of }: TargetFor,
  { loaded, today, rows = [] }: Pick<Asking, 'loaded' | 'today' | 'rows'>,
): { readonly period: string; readonly metric: string; readonly of: string | null } {
  const targets = targetsOf(loaded)
  const { calendar, metrics } = loaded.project
  declaredMetric(metric, metrics)
  const { period: named } = parsePeriod(period, { calendar, today })
  if (named?.grain !== targets.period) {
    const needs = `Targets are set by ${targets.period}: name one.`
    throw new Refusal('invalid-target', { what: 'period', given: period, needs })
  }
  const part = of === targets.by.whole ? null : of
  if (seenTargets(targets, { rows })?.(part) !== true) {
    const own = rows.flatMap(({ dimension, values }) => (dimension === targets.by.dimension ? values : []))
    const needs = `Name one of: ${own.join(', ')}.`
    throw new Refusal('invalid-target', { what: targets.by.dimension, given: of, needs })
  }
  return { period: named.label, metric, of: part }
}

/** @throws Refusal `no-targets` */
export function targetsOf({ project }: LoadedProject): Targets {
  if (project.targets === undefined) throw new Refusal('no-targets', { project: project.name })
  return project.targets
}
