import { rowParts } from '../activities/row-set.js'
import { daysIn } from '../calendar/range.js'
import { countsMembers } from '../measures/leaf.js'
import { changed, minus, plus } from '../metrics/exact.js'
import { leavesOf, readMetric, type GivenFigures } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { Source } from '../sources/source.js'
import type { AnswerRow, AnswerValue } from './answer.js'
import type { Fetched, Group, GroupFigures, Pass } from './figures.js'
import { inOrder } from './group-order.js'
import type { ResolvedQuestion } from './resolved-question.js'
import type { Slot, Window } from './windows.js'

/** One level of an answer: its rows, or its total. */
export interface Level {
  readonly slots: readonly Slot[]
  readonly by: readonly string[]
  readonly windows: readonly Window[]
  readonly passes: readonly Pass[]
}

/** Rows of periods that are over, by what they are of: another range's answer has them again. */
export type KnownRows = Map<string, AnswerRow>

/** The rows of a level: for each slot those of the groups, in their order. */
export function rowsOf(
  level: Level,
  fetched: Fetched,
  { question, known = new Map() }: { question: ResolvedQuestion; known?: KnownRows },
): readonly AnswerRow[] {
  const groups = level.by.length === 0 ? [[]] : inOrder(fetched.groups())
  const figures = groups.map((group) => ({ group, fetched: fetched.of(group) }))
  const numbers = numbersOf(level)
  const numberOf = (window: Window | undefined) => (window && numbers.get(window)) ?? -1
  return level.slots.flatMap((slot) =>
    figures.map(({ group, fetched: own }) => {
      const parts = { slot, group, level, fetched: own, numberOf }
      const key = keyOf(slot, group)
      const row = (key === undefined ? undefined : known.get(key)) ?? rowOf(parts, question)
      if (key !== undefined) known.set(key, row)
      return row
    }),
  )
}

/** What a row is of; undefined where it may yet change, or is compared with what depends on the range. */
function keyOf({ label, window, progress, comparison }: Slot, group: Group): string | undefined {
  if (label === undefined || window === undefined || comparison !== undefined || !progress.complete)
    return undefined
  return `${label} ${windowKey(window)} ${JSON.stringify(group)}`
}

/** The numbers under which the figures of the slots' windows were fetched. */
function numbersOf({ slots, windows }: Level): ReadonlyMap<Window, number> {
  const byKey = new Map(windows.map((window, n) => [windowKey(window), n]))
  const all = slots.flatMap(({ window, comparison }) => [window, comparison?.window])
  return new Map(
    all.flatMap((window) => (window === undefined ? [] : [[window, byKey.get(windowKey(window)) ?? -1]])),
  )
}

interface RowParts {
  readonly slot: Slot
  readonly group: Group
  readonly level: Level
  readonly fetched: GroupFigures
  readonly numberOf: (window: Window | undefined) => number
}

function rowOf({ slot, group, level, fetched, numberOf }: RowParts, question: ResolvedQuestion): AnswerRow {
  const { comparison, progress, window } = slot
  const given = window && figuresIn(window, { fetched, number: numberOf(window) })
  const compared =
    comparison && figuresIn(comparison.window, { fetched, number: numberOf(comparison.window) })
  const sources = fetched.sources(numberOf(window))
  const valueOf = (metric: Metric): AnswerValue => {
    const reading =
      given === undefined
        ? { value: null, because: 'still-to-come' as const }
        : withRows(readMetric(metric, given), sourcesBehind(metric), sources)
    return compared === undefined ? reading : withComparison(reading, readMetric(metric, compared))
  }
  return {
    ...(slot.label === undefined ? {} : { period: slot.label }),
    inData: sources.size > 0,
    range: progress.current ?? slot.range,
    complete: progress.complete,
    elapsed: { days: progress.elapsedDays, of: progress.days },
    before: { ...(window?.before ?? slot.range), says: slot.beforeSays },
    ...(comparison && { comparison: { ...comparison.range, rule: comparison.rule, says: comparison.says } }),
    dimensions: Object.fromEntries(level.by.map((dimension, index) => [dimension, group[index] ?? null])),
    values: valuesOf(question, valueOf),
  }
}

function valuesOf(
  { metrics }: ResolvedQuestion,
  valueOf: (metric: Metric) => AnswerValue,
): Readonly<Record<string, AnswerValue>> {
  const values: Record<string, AnswerValue> = {}
  for (const { name, metric } of metrics) values[name] = valueOf(metric)
  return values
}

function figuresIn(
  over: Window,
  { fetched, number }: { fetched: GroupFigures; number: number },
): GivenFigures {
  return { leaf: (leaf) => fetched.figure(leaf, number), days: daysIn(over.range), over, read: new Map() }
}

/** By how much rows exceed those that are not split by segments, for each metric that counts members. */
export function overlapOf(
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

/** A reading, which says so where none of the sources behind its metric has a row. */
function withRows(reading: AnswerValue, behind: readonly Source[], found: ReadonlySet<Source>): AnswerValue {
  return behind.some((source) => found.has(source)) ? reading : { ...reading, noRows: true }
}

const sourcesByMetric = new WeakMap<Metric, readonly Source[]>()

function sourcesBehind(metric: Metric): readonly Source[] {
  const known = sourcesByMetric.get(metric)
  if (known !== undefined) return known
  const found = leavesOf(metric).flatMap((leaf) => rowParts(leaf.of).map((part) => part.from))
  const each = [...new Set(found)]
  sourcesByMetric.set(metric, each)
  return each
}

function withComparison(reading: AnswerValue, earlier: AnswerValue): AnswerValue {
  const { because: _because, flag: _flag, noRows: _noRows, ...parts } = earlier
  return { ...reading, comparison: { ...parts, ...changed(reading.value, earlier.value) } }
}

function windowKey({ range, before }: Window): string {
  return [range.from, range.to, before.from, before.to].join()
}

/** The windows of slots and of what they are compared with, each once. */
export function windowsOf(slots: readonly Slot[]): readonly Window[] {
  const windows = slots.flatMap((slot) =>
    [slot.window, slot.comparison?.window].filter((window) => window !== undefined),
  )
  return [...new Map(windows.map((window) => [windowKey(window), window])).values()]
}
