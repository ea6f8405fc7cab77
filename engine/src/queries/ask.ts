import type { LedgerEntry } from '../builds/ledger.js'
import type { Day } from '../calendar/day.js'
import { cutAt } from '../calendar/day-cut.js'
import type { Moment } from '../calendar/moment.js'
import type { Leaf } from '../measures/leaf.js'
import { formatWith } from '../metrics/format.js'
import { formatOf, formulaOf, isAdditive, leavesOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import type { ReadSession, Warehouse } from '../warehouses/warehouse.js'
import type { Answer, AnsweredMetric, AnswerNote, AnswerRow } from './answer.js'
import { overlapOf, rowsOf, type FetchedLevel, type Level } from './answer-rows.js'
import { notesOfValues, refuseUnaccepted } from './asked-values.js'
import { answeredAsOf, ownDimensions } from './asked-segments.js'
import { dataDays, spanOfDays, type DataDays } from '../builds/data-days.js'
import { CurrenciesFound, currencyPassesOf } from './currencies.js'
import { ledgerIn } from './data-state.js'
import { Fetched, passesOf } from './figures.js'
import { keptAnswer, type Sized } from './kept-answers.js'
import { bytesOfRows, knownRows, withoutKnown, type KnownRows, type KnownSlot } from './known-rows.js'
import { markOf, marked } from './question-marks.js'
import { knowsHours, movesWith, sourcesWithoutHours } from './row-times.js'
import { builtEntries, neededThings } from './needed-things.js'
import { processCache } from './process-cache.js'
import type { Filter, Question } from './question.js'
import { resolveQuestion, type ResolvedQuestion } from './resolved-question.js'
import { segmentsHeld, type SegmentsHeld } from './segments-held.js'
import { inCurrencyOf, refuseSeveralCurrencies } from './several-currencies.js'
import { notesOfComparisons } from './notes-of-comparisons.js'
import { seenDaysByThing } from './seen-days.js'
import { notesOfDataBegin } from './notes-of-data-begin.js'
import { notesOfLeftOut } from './notes-of-left-out.js'
import { notesOfCurrencies } from './notes-of-currencies.js'
import { unmatchedStatements, type Unmatched } from './unmatched.js'
import { reasonInWords } from './why-member-days.js'
import { seriesSlots, wholeSlot, windowsOf, type Slot } from './windows.js'

/** What a question is asked of. */
export interface Asking {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  /** The clock's day, in the project's time zone. */
  readonly today: Day
  /** The moment of today up to which its rows count, where they know their time of day. Default: all of today's rows do. */
  readonly until?: Moment | undefined
  /** The only rows that exist for whoever asks: conditions of every question, beside its own. */
  readonly rows?: readonly Filter[]
  /** Whether notes may say where rows stand that nothing counts. Default: they may. */
  readonly placesRows?: boolean
  /** Whether rollups are used; else everything is answered from member-days. Default: they are. */
  readonly rollups?: boolean | undefined
  /** What keeps what was read of rollups. Default: one for the process. */
  readonly cache?: RollupCache | undefined
}

/** A question's rows made ready: what will be fetched for them, before anything is. */
export interface PreparedRows {
  readonly question: ResolvedQuestion
  readonly leaves: readonly Leaf[]
  readonly rows: Level
}

/** A question made ready: what will be fetched, before anything is. */
export interface Prepared extends PreparedRows {
  readonly total: Level
  /** The rows without their split by segments, where parts may exceed what they are parts of. */
  readonly merged: Level | undefined
  /** What members are found from whom no segment explains; undefined where all days are still to come. */
  readonly unmatched: Unmatched | undefined
}

type Preparing = Omit<Asking, 'warehouse'>

/**
 * Resolves a question and finds the statements that answer it. Rows and total are levels of their own: a
 * total is counted over everything, never added up from rows.
 *
 * @throws Refusal what {@link resolveQuestion} and the comparison rules refuse
 */
export function prepareQuestion(question: Question, asking: Preparing): Prepared {
  const { loaded, today } = asking
  const { resolved, leaves, slots, level } = preparing(question, asking)
  const { grain, by, where, segmentAsOf } = resolved
  const total = level(slots.whole, [])
  const window = slots.whole[0]?.window
  const unmatched = window && { loaded, leaves, window, by, where, segmentAsOf, today }
  const prepared = { question: resolved, leaves, total, unmatched }
  if (grain === undefined && by.length === 0) return { ...prepared, rows: total, merged: undefined }
  const own = ownDimensions(leaves, resolved)
  const overlaps = own.length < by.length && answeredAsOf(leaves, resolved) === 'each-activity'
  const each = slots.ofRows()
  return { ...prepared, rows: level(each, by), merged: overlaps ? level(each, own) : undefined }
}

/** A question with its names found, the slots that its answer may have, and how levels are made of them. */
function preparing(question: Question, { loaded, today, until, rows: seen = [] }: Preparing) {
  const asked = seen.length === 0 ? question : { ...question, where: [...(question.where ?? []), ...seen] }
  const resolved = resolveQuestion(asked, loaded, today)
  const { grain, span, where, metrics, segmentAsOf } = resolved
  const leaves = metrics.flatMap(({ metric }) => leavesOf(metric))
  refuseUnaccepted({ where: question.where ?? [], leaves }, seen)
  const now = until !== undefined && leaves.some(({ of }) => knowsHours(of, loaded)) ? until : undefined
  const slotting = { calendar: loaded.project.calendar, today, now, compare: resolved.compare }
  const level = (slots: readonly Slot[], split: readonly string[]): Level => {
    const windows = windowsOf(slots)
    const fetching = { loaded, leaves, windows, by: split, where, segmentAsOf, today }
    return {
      slots,
      by: split,
      windows,
      passes: passesOf(fetching),
      currencies: currencyPassesOf(fetching),
    }
  }
  const whole = [wholeSlot(span, slotting)]
  const ofRows = () => (grain === undefined ? whole : seriesSlots(span, grain, slotting))
  return { resolved, leaves, level, slots: { whole, ofRows } }
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
  const answer = await asking.warehouse.read(
    (session) =>
      keptAnswer(session, { asked: question, by: asking, until: movesWith(question, asking) }, () =>
        answerPrepared(prepared, session, asking),
      ),
    { onlyStored: true },
  )
  if (question.severalCurrencies !== 'null') refuseSeveralCurrencies(answer, asking.loaded)
  return answer
}

/**
 * Answers a question in a session, so that several are answered from one state of the warehouse.
 *
 * @throws Refusal as {@link ask} does
 */
export async function askIn(session: ReadSession, question: Question, asking: Preparing): Promise<Answer> {
  const answer = await askFiguresIn(session, question, asking)
  if (question.severalCurrencies !== 'null') refuseSeveralCurrencies(answer, asking.loaded)
  return answer
}

/**
 * The same for several figures that stand beside each other: one over several currencies is null with that reason,
 * and the others are answered.
 *
 * @throws Refusal what {@link prepareQuestion} refuses, and `not-built`
 */
export function askFiguresIn(session: ReadSession, question: Question, asking: Preparing): Promise<Answer> {
  return keptAnswer(session, { asked: question, by: asking, until: movesWith(question, asking) }, () =>
    answerPrepared(prepareQuestion(question, asking), session, asking),
  )
}

/** The rows of an answer and what is said of their metrics. */
export type AnsweredRows = Pick<Answer, 'metrics' | 'grain' | 'rows' | 'segments'>

/**
 * Answers the rows of a question alone, for what is drawn of them: nothing is counted for a total that nobody sees.
 *
 * @throws Refusal as {@link ask} does
 */
export async function askRowsIn(
  session: ReadSession,
  question: Question,
  asking: Preparing,
): Promise<AnsweredRows> {
  const { resolved, leaves, slots, level } = preparing(question, asking)
  const rows = level(slots.ofRows(), resolved.by)
  const { answered } = await answerRows({ question: resolved, leaves, rows }, session, asking)
  return {
    metrics: resolved.metrics.map(({ name, metric }) =>
      inCurrencyOf(answered, answeredMetric(name, metric, asking.loaded)),
    ),
    grain: resolved.grain ?? null,
    rows: answered,
    segments: heldIn(resolved, asking.loaded),
  }
}

/** Fetches a level, and the rows that it has. */
async function answerRows(prepared: PreparedRows, session: ReadSession, asking: Preparing) {
  const { loaded, rollups = true, cache = processCache } = asking
  const entries = builtEntries(neededThings(prepared.leaves, loaded.layout), loaded, await ledgerIn(session))
  const days = dataDays(await seenDaysByThing(session, asking), loaded.layout)
  const earlier = rollups ? knownRows(prepared, { cache, entries, days }) : undefined
  const known: KnownRows = earlier?.known ?? new Map<string, KnownSlot>()
  const remaining = withoutKnown(prepared.rows, known)
  const rows = await fetchedIn(session, remaining, asking)
  const answered = rowsOf(remaining, rows, { question: prepared.question, known, days })
  earlier?.keep()
  return { rows, answered, entries, days }
}

/** What a level's passes fetch, from rollups where they are used. */
async function fetchedIn(session: ReadSession, level: Level, asking: Preparing): Promise<FetchedLevel> {
  const { loaded, rollups = true, cache = processCache } = asking
  const rolling = { session, loaded, ledger: await ledgerIn(session), cache, isOff: !rollups }
  const fetch = ({ passes, by }: Pick<Level, 'passes' | 'by'>) => Fetched.rolled(passes, by, rolling)
  const fetched = await fetch(level)
  const currencies = new CurrenciesFound()
  for (const each of level.currencies) currencies.take(each, await fetch(each), level.by)
  return { fetched, currencies }
}

async function answerPrepared(
  prepared: Prepared,
  session: ReadSession,
  asking: Preparing,
): Promise<Sized<Answer>> {
  const { rows, answered, entries, days } = await answerRows(prepared, session, asking)
  const total = prepared.rows === prepared.total ? rows : await fetchedIn(session, prepared.total, asking)
  const merged = prepared.merged && (await fetchedIn(session, prepared.merged, asking))
  let unmatched = 0
  const { loaded, cache = processCache } = asking
  const asked = prepared.unmatched
  for (const statement of asked ? await unmatchedStatements(asked, { session, loaded, cache }) : []) {
    const [found] = await session.query(statement)
    unmatched += Number(found?.['unmatched'] ?? 0)
  }
  const inData = answered.some((row) => row.inData)
  const value = composed(prepared, {
    notes: await notesOfAnswer(session, prepared, { asking, inData, days }),
    asking,
    days,
    entries,
    answered,
    rows,
    total,
    merged,
    unmatched,
  })
  return { value, bytes: bytesOfRows(answered.length + 1, value.metrics.length) }
}

/** What a reader should know of an answer. */
async function notesOfAnswer(
  session: ReadSession,
  { question, leaves, rows, total }: Prepared,
  { asking, inData, days }: { asking: Preparing; inData: boolean; days: DataDays },
): Promise<readonly AnswerNote[]> {
  const { where } = question
  const { calendar } = asking.loaded.project
  const metrics = question.metrics.map(({ name, metric }) => {
    return { name, metric, label: answeredMetric(name, metric, asking.loaded).label }
  })
  const own = where.slice(0, where.length - (asking.rows ?? []).length)
  const ofValues = await notesOfValues(session, { where: own, leaves, inData }, asking)
  return [
    ...ofValues,
    ...(await notesOfCurrencies(session, question, asking)),
    ...(await notesOfLeftOut(session, { leaves, question }, asking)),
    ...notesOfComparisons(rows.slots, total.slots[0], calendar),
    ...notesOfDataBegin([...rows.slots, ...total.slots], { metrics, days, calendar }),
  ]
}

interface Composing {
  readonly asking: Preparing
  readonly entries: readonly LedgerEntry[]
  readonly answered: readonly AnswerRow[]
  readonly rows: FetchedLevel
  readonly total: FetchedLevel
  readonly merged: FetchedLevel | undefined
  readonly unmatched: number
  readonly notes: readonly AnswerNote[]
  readonly days: DataDays
}

function composed(prepared: Prepared, composing: Composing): Answer {
  const { asking, entries, answered, rows, total, merged, unmatched, notes, days } = composing
  const { question } = prepared
  const [whole] = rowsOf(prepared.total, total, { question, days })
  if (whole === undefined) throw new Error('an answer without a total')
  const { span, progress } = question
  const data = spanOfDays(prepared.leaves.flatMap((leaf) => days(leaf) ?? []))
  return {
    metrics: question.metrics.map(({ name, metric }) =>
      inCurrencyOf([...answered, whole], answeredMetric(name, metric, asking.loaded)),
    ),
    by: question.by,
    grain: question.grain ?? null,
    where: question.where,
    asOf: asking.today,
    ...todayIn(prepared, asking),
    asked: { ...span.range, period: span.period?.label ?? null },
    range: progress.current ?? span.range,
    complete: progress.complete,
    elapsed: { days: progress.elapsedDays, of: progress.days },
    rows: answered,
    total: whole,
    exact: true,
    ...(asking.rollups === false ? switchedOff : sourceOf([total, rows, ...(merged ? [merged] : [])])),
    segmentAsOf: answeredAsOf(prepared.leaves, question),
    segments: heldIn(question, asking.loaded),
    unmatched,
    overlap:
      prepared.merged === undefined || merged === undefined
        ? null
        : overlapOf(answered, rowsOf(prepared.merged, merged, { question, days }), question),
    notes,
    dataFrom: data?.from ?? null,
    dataThrough: data?.to ?? null,
    builtAt:
      entries
        .map(({ builtAt }) => builtAt)
        .toSorted()
        .at(-1) ?? null,
    definition: markOf([marked(question), entries.map(({ definition }) => definition)]),
  }
}

/** Which segments hold for a question's metrics. */
export function heldIn(question: ResolvedQuestion, loaded: LoadedProject): SegmentsHeld | null {
  const named = question.metrics.map(({ name, metric }) => ({
    name,
    leaves: leavesOf(metric),
    label: answeredMetric(name, metric, loaded).label,
  }))
  return segmentsHeld(named, question)
}

/** How much of today counts. */
function todayIn(
  { total, leaves }: Prepared,
  { loaded, until }: Preparing,
): Pick<Answer, 'until' | 'wholeToday'> {
  const { calendar } = loaded.project
  const cut = total.slots[0]?.window?.cut
  const isCounted = until !== undefined && total.slots[0]?.window?.range.to === cutAt(until, calendar).day
  return {
    until: cut === undefined ? null : cut.local.replace(' ', 'T'),
    wholeToday: isCounted ? sourcesWithoutHours([...new Set(leaves.map(({ of }) => of))], loaded) : [],
  }
}

/** What is said of a metric: its label, format and formula. */
export function answeredMetric(name: string, metric: Metric, loaded: LoadedProject): AnsweredMetric {
  const byMetric = saidOf.get(loaded) ?? new WeakMap<Metric, AnsweredMetric>()
  saidOf.set(loaded, byMetric)
  const known = byMetric.get(metric)
  if (known?.name === name) return known
  const said = answeredAnew(name, metric, loaded)
  byMetric.set(metric, said)
  return said
}

/** What is said of metrics is the same in every answer. */
const saidOf = new WeakMap<LoadedProject, WeakMap<Metric, AnsweredMetric>>()

function answeredAnew(name: string, metric: Metric, { project, parameters }: LoadedProject): AnsweredMetric {
  const names = new Map(Object.entries(project.metrics).map(([known, declared]) => [declared, known]))
  const nameOf = (part: Metric): string => names.get(part) ?? `(${formulaOf(part, nameOf)})`
  return {
    name,
    label: metric.label ?? name,
    ...(metric.description === undefined ? {} : { description: metric.description }),
    format: formatWith(formatOf(metric), parameters),
    formula: formulaOf(metric, nameOf),
    additive: isAdditive(metric),
  }
}

const switchedOff = { source: 'member-days', because: reasonInWords({ is: 'switched-off' }) } as const

/** Where the figures came from: rollups, if all of them did. */
function sourceOf(levels: readonly FetchedLevel[]): Pick<Answer, 'source' | 'because'> {
  const reasons = levels
    .flatMap(({ fetched }) => fetched.memberDays)
    .map(({ says, because }) => `${says}: ${because}`)
  if (reasons.length === 0) return { source: 'rollups', because: null }
  return { source: 'member-days', because: [...new Set(reasons)].join('; ') }
}
