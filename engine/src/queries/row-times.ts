import { timeOf, type RowTime } from '../activities/row-time.js'
import { rowParts, type RowPart, type RowSet } from '../activities/row-set.js'
import type { Day } from '../calendar/day.js'
import type { Moment } from '../calendar/moment.js'
import { contains } from '../calendar/range.js'
import { leavesOf } from '../metrics/metric-kinds.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Source } from '../sources/source.js'
import type { Question } from './question.js'
import { spanOf } from './resolved-question.js'

/** At which times of their days the rows of a project's parts are dated. */
export interface RowTimes {
  /** Undefined where the part's rows know no time of day. */
  readonly of: (part: RowPart) => RowTime | undefined
}

const timesOf = new WeakMap<LoadedProject, RowTimes>()

/** The times of rows, found once: a plan may name the column of a source whose day does not tell it. */
export function rowTimes(loaded: LoadedProject): RowTimes {
  const known = timesOf.get(loaded)
  if (known !== undefined) return known
  const named = new Map<Source, string>()
  for (const { metric, time } of Object.values(loaded.project.plans)) {
    if (time === undefined) continue
    const sources = leavesOf(metric).flatMap(({ of }) => rowParts(of).map(({ from }) => from))
    for (const source of sources) if (!named.has(source)) named.set(source, time)
  }
  const found = new Map<Source, Map<string, RowTime | undefined>>()
  const times: RowTimes = {
    of: (part) => {
      // Rows of an exception have no day of their own.
      if (part.day === '') return undefined
      const byDay = found.get(part.from) ?? new Map<string, RowTime | undefined>()
      found.set(part.from, byDay)
      if (!byDay.has(part.day)) byDay.set(part.day, timeOf(part, loaded.written, named.get(part.from)))
      return byDay.get(part.day)
    },
  }
  timesOf.set(loaded, times)
  return times
}

/** Whether some of the rows know their time of day. */
export function knowsHours(of: RowSet, loaded: LoadedProject): boolean {
  return rowParts(of).some((part) => rowTimes(loaded).of(part) !== undefined)
}

/** The names of the sources whose rows know no time of day. */
export function sourcesWithoutHours(of: readonly RowSet[], loaded: LoadedProject): readonly string[] {
  const parts = of.flatMap(rowParts).filter((part) => rowTimes(loaded).of(part) === undefined)
  return [...new Set(parts.map(({ from }) => from.name))]
}

/**
 * The moment that an answer moves with: the one up to which today's rows count, where today is among the days and a
 * metric knows hours.
 */
export function movesWith(
  question: Pick<Question, 'metrics' | 'period' | 'from' | 'to'>,
  {
    loaded,
    today,
    until,
  }: { readonly loaded: LoadedProject; readonly today: Day; readonly until?: Moment | undefined },
): Moment | undefined {
  if (until === undefined) return undefined
  const { metrics } = loaded.project
  const asked = question.metrics.flatMap(
    (name) => (Object.hasOwn(metrics, name) ? metrics[name] : undefined) ?? [],
  )
  if (!asked.some((metric) => leavesOf(metric).some(({ of }) => knowsHours(of, loaded)))) return undefined
  return contains(spanOf(question, loaded, today).range, today) ? until : undefined
}
