import { dictionaryTable, memberDaysTable } from '../activities/activity-tables.js'
import { readLedger } from '../builds/ledger.js'
import { Refusal } from '../errors.js'
import type { Figure, PresenceLeaf } from '../measures/leaf.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { name, raw, sql, stored, value, type Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { prepareQuestion, type Asking } from './ask.js'
import { trailingWindow } from './figures.js'
import { builtEntries, neededThings } from './needed-things.js'
import { figureConditions, firstDaysByGroup, flagSeen, joinFirstDays } from './passes/figure-conditions.js'
import { daysTouched, groupedCells, windowDaysAndBefore, windowsTable } from './passes/fragments.js'
import type { Question } from './question.js'
import type { Window } from './windows.js'

/** Which members are asked for. */
export interface MembersQuestion extends Pick<Question, 'period' | 'from' | 'to' | 'where'> {
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
  const { leaf, window, where } = preparedMembers(question, asking)
  const { loaded } = asking
  builtEntries(neededThings([leaf], loaded.layout), loaded, await readLedger(session))
  const found = { identity: leaf.identity, are: leaf.figure, window }
  if (window === undefined) return { ...found, members: [] }
  const statement = listing({ leaf, window, where }, question, loaded)
  const rows = await session.query(statement)
  return {
    ...found,
    members: rows.map((row) => ({ key: String(row['key']), lastDay: String(row['last_day']) })),
  }
}

interface PreparedMembers {
  readonly leaf: PresenceLeaf
  /** Undefined where all of the days are still to come. */
  readonly window: Window | undefined
  readonly where: NonNullable<Question['where']>
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
  const held = question.where.find(({ dimension }) => !leaf.of.dimensions.includes(dimension))
  if (held !== undefined) {
    throw refuse(
      `"${held.dimension}" is an attribute of members`,
      `Filter by the activity's own dimensions: ${leaf.of.dimensions.join(', ')}.`,
    )
  }
  const isWhole = asking.loaded.layout.keyTypes.get(leaf.identity) === 'integer'
  if (after !== undefined && isWhole && !/^-?\d{1,18}$/.test(after)) {
    throw refuse(`"${after}" is no key of "${leaf.identity}"`, 'Give what `next` said.')
  }
  const window = total.windows[0]
  return { leaf, window: window && trailingWindow(window, leaf.rolling), where: question.where }
}

/** The members of one window who are what the figure says, with the last day on which they were seen. */
function listing(
  { leaf: { of, identity, figure }, window, where }: PreparedMembers & { window: Window },
  { after, limit }: MembersQuestion,
  { layout }: LoadedProject,
): Sql {
  const keyType = layout.keyTypes.get(identity) ?? 'text'
  const { holds, needsFirst } = figureConditions(of)[figure]
  const later = after === undefined ? sql`` : sql` AND d.${name('key')} > ${value(after, keyType)}`
  return sql`WITH ${windowsTable([window])},
${windowDaysAndBefore},
${groupedCells(of, [], { where })},
presence AS (
  SELECT w.n AS n, c.grp AS grp, m.member AS member, max(w.in_range) AS in_range, max(w.in_before) AS in_before,
    max(m.day) AS last_day${flagSeen(of, true)}
  FROM ${stored(memberDaysTable(of, identity))} AS m
  JOIN window_days AS w ON w.day = m.day
  JOIN cells AS c ON c.cell = m.cell
  WHERE m.day ${daysTouched([window], { before: true })}
  GROUP BY w.n, c.grp, m.member
)${needsFirst ? sql`,\n${firstDaysByGroup(of, identity)}` : sql``}
SELECT d.${name('key')} AS ${name('key')}, p.last_day AS last_day
FROM presence AS p
JOIN windows AS w ON w.n = p.n${needsFirst ? joinFirstDays(of) : sql``}
JOIN ${stored(dictionaryTable(identity, keyType))} AS d ON d.member = p.member
WHERE ${holds}${later}
ORDER BY d.${name('key')}
LIMIT ${raw(String(limit))}`
}
