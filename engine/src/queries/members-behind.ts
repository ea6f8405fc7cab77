import { dictionaryTable } from '../activities/activity-tables.js'
import { readLedger } from '../builds/ledger.js'
import { Refusal } from '../errors.js'
import type { Figure, PresenceLeaf } from '../measures/leaf.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { name, raw, sql, stored, value, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { prepareQuestion, type Asking } from './ask.js'
import { cutRows } from './cut-passes.js'
import { trailingWindow } from './figures.js'
import { notesOfValues } from './asked-values.js'
import { builtEntries, neededThings } from './needed-things.js'
import { memberDaysOf } from './passes/cut-rows.js'
import { figureConditions, joinFirstDays } from './passes/figure-conditions.js'
import { daysTouched } from './passes/fragments.js'
import type { PassRequest } from './passes/pass.js'
import { countedIf, countedMembers } from './passes/segmented-presence.js'
import { splitOf } from './passes/split.js'
import { processCache } from './process-cache.js'
import type { Question } from './question.js'
import { segmentsHeld, type SegmentsHeld } from './segments-held.js'
import type { Window } from './windows.js'

/** Which members are asked for. */
export interface MembersQuestion extends Pick<Question, 'period' | 'from' | 'to' | 'where' | 'segmentAsOf'> {
  /** A metric that counts members. */
  readonly metric: string
  /** What they are; default: what the metric counts. */
  readonly are?: Figure
  /** Only those whose keys come after this one. */
  readonly after?: string
  readonly limit: number
}

/** One member behind a number. */
export interface MemberBehind {
  readonly key: string
  /** The last day on which the member was active, in the range or in the days before it that are looked back to. */
  readonly lastDay: string
}

/** Members behind a number, in the order of their keys. */
export interface MembersBehind {
  readonly identity: string
  readonly are: Figure
  readonly window: Window | undefined
  /** Which segment they go by; null where no filter is by one. */
  readonly segments: SegmentsHeld | null
  readonly members: readonly MemberBehind[]
}

/** What a metric counts members by; undefined for one that counts none, or more than they. */
export function countedBy(metric: Metric): PresenceLeaf | undefined {
  const inside = metric.kind === 'rolling' ? metric.metric : metric
  const isCount = inside.kind === 'members' || inside.kind.endsWith('-members')
  const [leaf] = leavesOf(metric)
  return isCount && leaf?.pass === 'presence' ? leaf : undefined
}

/**
 * The members that a number counts: as many as it says.
 *
 * @throws Refusal `no-members-behind`, and what {@link prepareQuestion} refuses
 */
export async function membersBehind(
  session: ReadSession,
  question: MembersQuestion,
  asking: Omit<Asking, 'warehouse'>,
): Promise<MembersBehind> {
  const { leaf, window, request } = preparedMembers(question, asking)
  const { loaded } = asking
  builtEntries(neededThings([leaf], loaded.layout), loaded, await readLedger(session))
  const { metric } = question
  const { label = metric } = loaded.project.metrics[metric] ?? {}
  const segments = segmentsHeld([{ name: metric, label, leaves: [leaf] }], request)
  const found = { identity: leaf.identity, are: leaf.figure, window, segments }
  if (window === undefined) return { ...found, members: [] }
  const { cache = processCache } = asking
  const cut = window.cut && (await cutRows(leaf.of, window.cut, { session, loaded, cache }))
  const statement = listing(leaf, { ...request, cut }, { ...question, loaded })
  const rows = await session.query(statement)
  const asked = question.where ?? []
  await notesOfValues(session, { where: asked, leaves: [leaf], inData: rows.length > 0 }, asking)
  return {
    ...found,
    members: rows.map((row) => ({ key: String(row['key']), lastDay: String(row['last_day']) })),
  }
}

interface PreparedMembers {
  readonly leaf: PresenceLeaf
  /** Undefined where all of the days are still to come. */
  readonly window: Window | undefined
  /** What counts them, in that window. */
  readonly request: PassRequest<PresenceLeaf>
}

/** Finds what is asked for, before anything is read. */
export function preparedMembers(
  { metric, are, after, limit: _limit, ...days }: MembersQuestion,
  asking: Omit<Asking, 'warehouse'>,
): PreparedMembers {
  const { question, total } = prepareQuestion({ metrics: [metric], ...days }, asking)
  const declared = question.metrics[0]?.metric
  const counted = declared && countedBy(declared)
  const refuse = (why: string, fix: string) => new Refusal('no-members-behind', { metric, why, fix })
  if (counted === undefined) {
    const { metrics } = asking.loaded.project
    const such = Object.entries(metrics).flatMap(([each, known]) => (countedBy(known) ? [each] : []))
    throw refuse(
      'it does not count members',
      such.length === 0 ? 'This project has no metric that does.' : `Those that do: ${such.join(', ')}.`,
    )
  }
  const leaf = are === undefined ? counted : { ...counted, figure: are }
  const isWhole = asking.loaded.layout.keyTypes.get(leaf.identity) === 'integer'
  if (after !== undefined && isWhole && !/^-?\d{1,18}$/.test(after)) {
    throw refuse(`"${after}" is no key of "${leaf.identity}"`, 'Give what `next` said.')
  }
  const [asked] = total.windows
  const window = asked && trailingWindow(asked, leaf.rolling)
  const { where, segmentAsOf, today } = question
  const { written, layout } = asking.loaded
  const windows = window === undefined ? [] : [window]
  const counting = { by: [], where, stored: [], written, kept: layout.segments, segmentAsOf, today }
  return { leaf, window, request: { leaves: [leaf], windows, ...counting } }
}

interface Listing extends Pick<MembersQuestion, 'after' | 'limit'> {
  readonly loaded: LoadedProject
}

/**
 * The members of one window who are what the figure says, by the segments that hold for it; with the last day on which
 * they were seen.
 */
function listing(
  { of, identity, figure }: PresenceLeaf,
  request: PassRequest<PresenceLeaf>,
  { after, limit, loaded }: Listing,
): Sql {
  const keyType = loaded.layout.keyTypes.get(identity) ?? 'text'
  const condition = figureConditions(of)[figure]
  const later = after === undefined ? sql`` : sql` AND d.${name('key')} > ${value(after, keyType)}`
  return sql`WITH ${countedMembers(request, splitOf(of, identity, request))},
seen AS (
  SELECT m.member AS member, max(m.day) AS last_day
  FROM ${memberDaysOf(of, identity, request.cut)} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell
  WHERE m.day ${daysTouched(request.windows, { before: condition.looksBack })}
  GROUP BY m.member
)
SELECT d.${name('key')} AS ${name('key')}, s.last_day AS last_day
FROM counted AS p
JOIN windows AS w ON w.n = p.n${condition.needsFirst ? joinFirstDays(of) : sql``}
JOIN seen AS s ON s.member = p.member
JOIN ${stored(dictionaryTable(identity, keyType))} AS d ON d.member = p.member
WHERE ${countedIf(condition)}${later}
ORDER BY d.${name('key')}
LIMIT ${raw(String(limit))}`
}
