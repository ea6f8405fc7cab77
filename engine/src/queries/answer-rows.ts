import { rowParts } from '../activities/row-set.js'
import type { DataDays } from '../builds/data-days.js'
import { daysIn } from '../calendar/range.js'
import { countsMembers } from '../measures/leaf.js'
import { changed, minus, plus } from '../metrics/exact.js'
import { leavesOf, readMetric, type GivenFigures } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { Source } from '../sources/source.js'
import type { AnswerRow, AnswerValue } from './answer.js'
import { comparedBefore, lookedBefore, type BeforeData, type ComparedBefore } from './before-data.js'
import type { CurrenciesFound, CurrencyPasses } from './currencies.js'
import type { Fetched, Group, GroupFigures, Pass } from './figures.js'
import { inOrder } from './group-order.js'
import { keyOfSlot, type KnownRows, type KnownSlot } from './known-rows.js'
import type { ResolvedQuestion } from './resolved-question.js'
import { windowKey, type Slot, type Window } from './windows.js'

/** One level of an answer: its rows, or its total. */
export interface Level {
  readonly slots: readonly Slot[]
  readonly by: readonly string[]
  readonly windows: readonly Window[]
  readonly passes: readonly Pass[]
  /** What finds the currencies of amounts. */
  readonly currencies: readonly CurrencyPasses[]
}

/** What was fetched of a level. */
export interface FetchedLevel {
  readonly fetched: Fetched
  readonly currencies: CurrenciesFound
}

/** The rows of a level: for each slot those of the groups, in their order. */
export function rowsOf(
  level: Level,
  { fetched, currencies }: FetchedLevel,
  { question, known = new Map(), days }: { question: ResolvedQuestion; known?: KnownRows; days: DataDays },
): readonly AnswerRow[] {
  const numbers = numbersOf(level)
  const numberOf = (window: Window | undefined) => (window && numbers.get(window)) ?? -1
  const slots = level.slots.map((slot) => ({ slot, over: known.get(keyOfSlot(slot) ?? '') }))
  const groups = groupsOf(
    level,
    fetched,
    slots.flatMap(({ over }) => over ?? []),
  )
  const figures = groups.map((group) => ({
    group,
    key: JSON.stringify(group),
    fetched: fetched.of(group),
  }))
  return slots.flatMap(({ slot, over }) => {
    const rows = over?.rows ?? new Map<string, AnswerRow>()
    const key = over === undefined ? keyOfSlot(slot) : undefined
    if (key !== undefined) known.set(key, { groups: fetched.groupsIn(numberOf(slot.window)), rows })
    const before = slotBeforeData(slot, question, days)
    return figures.map(({ group, key: name, fetched: own }) => {
      const row =
        rows.get(name) ?? rowOf({ slot, before, group, level, fetched: own, currencies, numberOf }, question)
      rows.set(name, row)
      return row
    })
  })
}

/** The groups that any row is of, fetched now or known from before, in their order. */
function groupsOf({ by }: Level, fetched: Fetched, known: readonly KnownSlot[]): readonly Group[] {
  if (by.length === 0) return [[]]
  const groups = new Map(fetched.groups().map((group) => [JSON.stringify(group), group]))
  for (const { groups: own } of known) for (const [key, group] of own) groups.set(key, group)
  return inOrder([...groups.values()])
}

/** The numbers under which the figures of the slots' windows were fetched. */
function numbersOf({ slots, windows }: Level): ReadonlyMap<Window, number> {
  const byKey = new Map(windows.map((window, n) => [windowKey(window), n]))
  const all = slots.flatMap(({ window, comparison }) => [window, comparison?.window])
  return new Map(
    all.flatMap((window) => (window === undefined ? [] : [[window, byKey.get(windowKey(window)) ?? -1]])),
  )
}

/** How far a slot's days lie before the data: those it is compared with, and those it looks back to. */
interface SlotBeforeData {
  readonly compared: ComparedBefore | undefined
  readonly looked: BeforeData | undefined
}

function slotBeforeData(
  { window, comparison }: Slot,
  { metrics }: ResolvedQuestion,
  days: DataDays,
): SlotBeforeData {
  return {
    compared: comparison && comparedBefore(metrics, comparison.window, days),
    looked: window && lookedBefore(metrics, window, days),
  }
}

interface RowParts {
  readonly slot: Slot
  readonly before: SlotBeforeData
  readonly group: Group
  readonly level: Level
  readonly fetched: GroupFigures
  readonly currencies: CurrenciesFound
  readonly numberOf: (window: Window | undefined) => number
}

function rowOf(parts: RowParts, question: ResolvedQuestion): AnswerRow {
  const { slot, before, group, level, fetched, numberOf } = parts
  const { comparison, progress, window } = slot
  const given = window && figuresIn(window, parts)
  const compared = comparison && figuresIn(comparison.window, parts)
  const sources = fetched.sources(numberOf(window))
  const valueOf = (metric: Metric, name: string): AnswerValue => {
    const reading =
      given === undefined
        ? { value: null, because: 'still-to-come' as const }
        : withRows(readMetric(metric, given), sourcesBehind(metric), sources)
    if (compared === undefined) return reading
    return withComparison(reading, readMetric(metric, compared), before.compared?.byMetric.get(name))
  }
  return {
    ...(slot.label === undefined ? {} : { period: slot.label }),
    inData: sources.size > 0,
    range: progress.current ?? slot.range,
    complete: progress.complete,
    elapsed: { days: progress.elapsedDays, of: progress.days },
    before: {
      ...(window?.before ?? slot.range),
      says: slot.beforeSays,
      ...(before.looked && { beforeData: before.looked }),
    },
    ...(comparison && { comparison: comparedDays(comparison, before.compared?.all) }),
    dimensions: Object.fromEntries(level.by.map((dimension, index) => [dimension, group[index] ?? null])),
    values: valuesOf(question, valueOf),
  }
}

function comparedDays(
  { range, rule, says, window: { cut } }: NonNullable<Slot['comparison']>,
  beforeData: BeforeData | undefined,
): NonNullable<AnswerRow['comparison']> {
  return {
    ...range,
    rule,
    says,
    ...(cut && { until: cut.local.replace(' ', 'T') }),
    ...(beforeData && { beforeData }),
  }
}

function valuesOf(
  { metrics }: ResolvedQuestion,
  valueOf: (metric: Metric, name: string) => AnswerValue,
): Readonly<Record<string, AnswerValue>> {
  const values: Record<string, AnswerValue> = {}
  for (const { name, metric } of metrics) values[name] = valueOf(metric, name)
  return values
}

function figuresIn(over: Window, { fetched, currencies, group, numberOf }: RowParts): GivenFigures {
  const number = numberOf(over)
  return {
    leaf: (leaf) => fetched.figure(leaf, number),
    currencies: (leaf) => currencies.of(leaf, group, number),
    days: daysIn(over.range),
    over,
    read: new Map(),
  }
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

/** A reading, which says so where it is 0 since none of the sources behind its metric has a row. */
function withRows(reading: AnswerValue, behind: readonly Source[], found: ReadonlySet<Source>): AnswerValue {
  return reading.value === null || behind.some((source) => found.has(source))
    ? reading
    : { ...reading, noRows: true }
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

function withComparison(
  reading: AnswerValue,
  earlier: AnswerValue,
  beforeData: BeforeData | undefined,
): AnswerValue {
  const { because: _because, flag: _flag, noRows: _noRows, currencies: _currencies, ...parts } = earlier
  const isApart =
    earlier.because === 'several-currencies' ||
    (reading.currency !== undefined &&
      earlier.currency !== undefined &&
      reading.currency !== earlier.currency)
  const change =
    reading.value !== null && (isApart || beforeData === 'wholly')
      ? { change: null, because: isApart ? ('several-currencies' as const) : ('before-data' as const) }
      : changed(reading.value, earlier.value)
  return { ...reading, comparison: { ...parts, ...change, ...(beforeData && { beforeData }) } }
}
