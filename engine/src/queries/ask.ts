import { createHash } from 'node:crypto'
import { rowParts } from '../activities/row-set.js'
import { readLedger, type LedgerEntry } from '../builds/ledger.js'
import type { Day } from '../calendar/day.js'
import { daysIn } from '../calendar/range.js'
import type { Leaf } from '../measures/leaf.js'
import { formatWith } from '../metrics/format.js'
import { formulaOf, isAdditive, leavesOf, readMetric } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import { changed, minus, plus } from '../metrics/exact.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Source } from '../sources/source.js'
import type { Sql } from '../sql/sql.js'
import type { ReadSession, Warehouse } from '../warehouses/warehouse.js'
import type { Answer, AnsweredMetric, AnswerRow, AnswerValue } from './answer.js'
import { answeredAsOf, countsMembers, ownDimensions } from './asked-segments.js'
import { Fetched, passesOf, type Group, type Pass } from './figures.js'
import { inOrder } from './group-order.js'
import { builtEntries, neededThings } from './needed-things.js'
import type { Filter, Question } from './question.js'
import { resolveQuestion, type ResolvedQuestion } from './resolved-question.js'
import { unmatchedStatements } from './unmatched.js'
import { seriesSlots, wholeSlot, type Slot, type Window } from './windows.js'

/** What a question is asked of. */
export interface Asking {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  /** The clock's day, in the project's time zone. */
  readonly today: Day
  /** The only rows that exist for whoever asks: conditions of every question, beside its own. */
  readonly rows?: readonly Filter[]
}

/** One level of an answer: its rows, or its total. */
interface Level {
  readonly slots: readonly Slot[]
  readonly by: readonly string[]
  readonly windows: readonly Window[]
  readonly passes: readonly Pass[]
}

/** A question made ready: what will be fetched, before anything is. */
export interface Prepared {
  readonly question: ResolvedQuestion
  readonly leaves: readonly Leaf[]
  readonly rows: Level
  readonly total: Level
  /** The rows without their split by segments, where parts may exceed what they are parts of. */
  readonly merged: Level | undefined
  /** Statements that count members whom no segment explains. */
  readonly unmatched: readonly Sql[]
}

/**
 * Resolves a question and finds the statements that answer it. Rows and total are levels of their own: a
 * total is counted over everything, never added up from rows.
 *
 * @throws Refusal what {@link resolveQuestion} and the comparison rules refuse
 */
export function prepareQuestion(
  question: Question,
  { loaded, today, rows: seen = [] }: Omit<Asking, 'warehouse'>,
): Prepared {
  const asked = seen.length === 0 ? question : { ...question, where: [...(question.where ?? []), ...seen] }
  const resolved = resolveQuestion(asked, loaded, today)
  const slotting = { calendar: loaded.project.calendar, today, compare: resolved.compare }
  const whole = [wholeSlot(resolved.span, slotting)]
  const { grain, span, by, where, metrics, segmentAsOf } = resolved
  const leaves = metrics.flatMap(({ metric }) => leavesOf(metric))
  const level = (slots: readonly Slot[], split: readonly string[]): Level => {
    const windows = windowsOf(slots)
    const fetching = { loaded, leaves, windows, by: split, where, segmentAsOf, today }
    return { slots, by: split, windows, passes: passesOf(fetching) }
  }
  const total = level(whole, [])
  const window = whole[0]?.window
  const unmatched =
    window === undefined ? [] : unmatchedStatements({ loaded, leaves, window, by, where, segmentAsOf, today })
  const prepared = { question: resolved, leaves, total, unmatched }
  if (grain === undefined && by.length === 0) return { ...prepared, rows: total, merged: undefined }
  const slots = grain === undefined ? whole : seriesSlots(span.range, grain, slotting)
  const own = ownDimensions(leaves, resolved)
  const overlaps = own.length < by.length && answeredAsOf(leaves, resolved) === 'each-activity'
  return { ...prepared, rows: level(slots, by), merged: overlaps ? level(slots, own) : undefined }
}

/**
 * Answers a question, exactly: people once each over the whole of every row, ratios from sums, every level
 * counted anew.
 *
 * @throws Refusal what {@link prepareQuestion} refuses, and `not-built`
 * @example
 * await ask({ metrics: ['activeCustomers'], period: '2011-Q3', grain: 'month' }, { loaded, warehouse, today })
 */
export async function ask(question: Question, asking: Asking): Promise<Answer> {
  const prepared = prepareQuestion(question, asking)
  return asking.warehouse.read((session) => answerPrepared(prepared, session, asking))
}

/**
 * Answers a question in a session, so that several are answered from one state of the warehouse.
 *
 * @throws Refusal as {@link ask} does
 */
export function askIn(
  session: ReadSession,
  question: Question,
  asking: Omit<Asking, 'warehouse'>,
): Promise<Answer> {
  return answerPrepared(prepareQuestion(question, asking), session, asking)
}

async function answerPrepared(
  prepared: Prepared,
  session: ReadSession,
  asking: Omit<Asking, 'warehouse'>,
): Promise<Answer> {
  const things = neededThings(prepared.leaves, asking.loaded.layout)
  const entries = builtEntries(things, asking.loaded, await readLedger(session))
  const total = await Fetched.from(session, prepared.total.passes, [])
  const rows =
    prepared.rows === prepared.total
      ? total
      : await Fetched.from(session, prepared.rows.passes, prepared.rows.by)
  const merged = prepared.merged && (await Fetched.from(session, prepared.merged.passes, prepared.merged.by))
  let unmatched = 0
  for (const statement of prepared.unmatched) {
    const [found] = await session.query(statement)
    unmatched += Number(found?.['unmatched'] ?? 0)
  }
  return composed(prepared, { asking, entries, rows, total, merged, unmatched })
}

interface Composing {
  readonly asking: Omit<Asking, 'warehouse'>
  readonly entries: readonly LedgerEntry[]
  readonly rows: Fetched
  readonly total: Fetched
  readonly merged: Fetched | undefined
  readonly unmatched: number
}

function composed(prepared: Prepared, composing: Composing): Answer {
  const { asking, entries, rows, total, merged, unmatched } = composing
  const { question } = prepared
  const answeredRows = rowsOf(prepared.rows, rows, question)
  const [whole] = rowsOf(prepared.total, total, question)
  if (whole === undefined) throw new Error('an answer without a total')
  const { span, progress } = question
  const through = entries.map(({ lastDay }) => lastDay).filter((day) => day !== null)
  return {
    metrics: question.metrics.map(({ name, metric }) => answeredMetric(name, metric, asking.loaded)),
    by: question.by,
    grain: question.grain ?? null,
    where: question.where,
    asOf: asking.today,
    asked: { ...span.range, period: span.period?.label ?? null },
    range: progress.current ?? span.range,
    complete: progress.complete,
    elapsed: { days: progress.elapsedDays, of: progress.days },
    rows: answeredRows,
    total: whole,
    exact: true,
    source: 'member-days',
    because: 'this project keeps no rollups',
    segmentAsOf: answeredAsOf(prepared.leaves, question),
    unmatched,
    overlap:
      prepared.merged === undefined || merged === undefined
        ? null
        : overlapOf(answeredRows, rowsOf(prepared.merged, merged, question), question),
    dataThrough: through.toSorted().at(-1) ?? null,
    builtAt:
      entries
        .map(({ builtAt }) => builtAt)
        .toSorted()
        .at(-1) ?? null,
    definition: markOf([question, entries.map(({ definition }) => definition)]),
  }
}

/** What is said of a metric: its label, format and formula. */
export function answeredMetric(
  name: string,
  metric: Metric,
  { project, parameters }: LoadedProject,
): AnsweredMetric {
  const names = new Map(Object.entries(project.metrics).map(([known, declared]) => [declared, known]))
  const nameOf = (part: Metric): string => names.get(part) ?? `(${formulaOf(part, nameOf)})`
  return {
    name,
    label: metric.label ?? name,
    ...(metric.description === undefined ? {} : { description: metric.description }),
    format: formatWith(metric.format ?? { as: 'number', decimals: isWhole(metric) ? 0 : 2 }, parameters),
    formula: formulaOf(metric, nameOf),
    additive: isAdditive(metric),
  }
}

function isWhole(metric: Metric): boolean {
  const leaves = leavesOf(metric)
  return (
    leaves.length === 1 &&
    leaves.every((leaf) => countsMembers(leaf) || (leaf.pass === 'sums' && leaf.summed.scale === 0))
  )
}

function rowsOf(level: Level, fetched: Fetched, question: ResolvedQuestion): readonly AnswerRow[] {
  const groups = level.by.length === 0 ? [[]] : inOrder(fetched.groups())
  const numbers = new Map(level.windows.map((window, n) => [windowKey(window), n]))
  const numberOf = (window: Window | undefined) => (window && numbers.get(windowKey(window))) ?? -1
  return level.slots.flatMap((slot) =>
    groups.map((group) => rowOf({ slot, group, level, fetched, numberOf }, question)),
  )
}

interface RowParts {
  readonly slot: Slot
  readonly group: Group
  readonly level: Level
  readonly fetched: Fetched
  readonly numberOf: (window: Window | undefined) => number
}

function rowOf({ slot, group, level, fetched, numberOf }: RowParts, question: ResolvedQuestion): AnswerRow {
  const { comparison, progress, window } = slot
  const read = (metric: Metric, over: Window) =>
    readMetric(metric, {
      leaf: (leaf) => fetched.figure(leaf, group, numberOf(over)),
      days: daysIn(over.range),
      over,
    })
  const valueOf = (metric: Metric): AnswerValue => {
    const reading =
      window === undefined
        ? { value: null, because: 'still-to-come' as const }
        : { ...read(metric, window), ...noRows(metric, fetched.sources(group, numberOf(window))) }
    return comparison === undefined ? reading : withComparison(reading, read(metric, comparison.window))
  }
  return {
    ...(slot.label === undefined ? {} : { period: slot.label }),
    inData: fetched.sources(group, numberOf(window)).size > 0,
    range: progress.current ?? slot.range,
    complete: progress.complete,
    elapsed: { days: progress.elapsedDays, of: progress.days },
    before: { ...(window?.before ?? slot.range), says: slot.beforeSays },
    ...(comparison && { comparison: { ...comparison.range, rule: comparison.rule, says: comparison.says } }),
    dimensions: Object.fromEntries(level.by.map((dimension, index) => [dimension, group[index] ?? null])),
    values: Object.fromEntries(question.metrics.map(({ name, metric }) => [name, valueOf(metric)])),
  }
}

/** By how much rows exceed those that are not split by segments, for each metric that counts members. */
function overlapOf(
  rows: readonly AnswerRow[],
  merged: readonly AnswerRow[],
  { metrics }: ResolvedQuestion,
): Readonly<Record<string, string>> {
  const sumOf = (name: string, some: readonly AnswerRow[]) =>
    some.reduce((sum, { values }) => plus(sum, values[name]?.value ?? '0'), '0')
  const counting = metrics.filter(({ metric }) => {
    const [leaf, ...others] = leavesOf(metric)
    return leaf !== undefined && others.length === 0 && countsMembers(leaf)
  })
  return Object.fromEntries(counting.map(({ name }) => [name, minus(sumOf(name, rows), sumOf(name, merged))]))
}

/** Says so where none of the sources behind a metric has a row. */
function noRows(metric: Metric, found: ReadonlySet<Source>): { noRows?: true } {
  const behind = leavesOf(metric).flatMap((leaf) => rowParts(leaf.of).map((part) => part.from))
  return behind.some((source) => found.has(source)) ? {} : { noRows: true }
}

function withComparison(reading: AnswerValue, earlier: AnswerValue): AnswerValue {
  const { because: _because, flag: _flag, noRows: _noRows, ...parts } = earlier
  return { ...reading, comparison: { ...parts, ...changed(reading.value, earlier.value) } }
}

function windowsOf(slots: readonly Slot[]): readonly Window[] {
  const windows = slots.flatMap((slot) =>
    [slot.window, slot.comparison?.window].filter((window) => window !== undefined),
  )
  return [...new Map(windows.map((window) => [windowKey(window), window])).values()]
}

function windowKey({ range, before }: Window): string {
  return [range.from, range.to, before.from, before.to].join()
}

function markOf(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}
