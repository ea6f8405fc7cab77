import { addDays } from '../../src/calendar/day.js'
import type { AsOf } from '../../src/activities/member-segment.js'

/** A row of an activity, or one that decides first days only. */
export interface Visit {
  readonly day: string
  readonly who: string | null
  readonly channel: string | null
  readonly counts: boolean
  /** Whether it says that its member is new; undefined where first days decide. */
  readonly says: boolean | undefined
}

/** A version of a member, as it stands in a history. */
export interface Version {
  readonly who: string | null
  readonly from: string | null
  readonly to: string | null
  readonly level: string | null
  readonly trust: string | null
  /** Whether `to` is the first moment on which it holds no longer. */
  readonly endsBefore?: boolean
}

export interface Days {
  readonly from: string
  readonly to: string
}

/** What a member was; undefined where no version explains it. */
type Held = Pick<Version, 'level' | 'trust'> | undefined

const midnight = (day: string) => `${day} 00:00:00`
const momentOf = (text: string) => (text.length === 10 ? midnight(text) : text)
const startOf = ({ from }: Version) => momentOf(from ?? '0001-01-01')
/** The first moment on which it holds no longer. */
function endOf({ to, endsBefore = false }: Version): string {
  if (to === null) return '9999-12-31 24:00:00'
  return endsBefore ? momentOf(to) : midnight(addDays(to, 1))
}
const holdsOn = (day: string) => (version: Version) =>
  startOf(version) < midnight(addDays(day, 1)) && endOf(version) > midnight(day)

/** Later of two versions: by start, then by end, then by what they say, nulls last. */
function isLater(one: Version, other: Version): boolean {
  const key = (version: Version) =>
    [startOf(version), endOf(version), version.level ?? '~', version.trust ?? '~'].join('|')
  return key(one) > key(other)
}

/** What a member was on a day, by looking at every version. */
export function heldOn(history: readonly Version[], who: string, day: string): Held {
  const versions = history.filter((version) => version.who === who && startOf(version) < endOf(version))
  const latest = (some: readonly Version[]) =>
    some.reduce<Version | undefined>((one, each) => (one && isLater(one, each) ? one : each), undefined)
  const holding = latest(versions.filter(holdsOn(day)))
  if (holding) return holding
  const startDay = (version: Version) => startOf(version).slice(0, 10)
  const coming = versions.map(startDay).filter((start) => start > day)
  const next = coming.reduce<string | undefined>((one, each) => (one && one < each ? one : each), undefined)
  return next === undefined ? undefined : latest(versions.filter((version) => startDay(version) === next))
}

export interface Looking {
  readonly visits: readonly Visit[]
  readonly history: readonly Version[]
  readonly asOf: AsOf
  readonly range: Days
  readonly before: Days
  readonly today: string
}

const within =
  ({ from, to }: Days) =>
  (day: string) =>
    from <= day && day <= to

/** The attributes that a member counts under in a range: one, or several where each activity counts. */
function heldIn(
  { history, asOf, today }: Looking,
  { who, days, range }: { who: string; days: readonly string[]; range: Days },
): Held[] {
  const last = days.toSorted().at(-1) ?? ''
  switch (asOf) {
    case 'last-activity':
      return [heldOn(history, who, last)]
    case 'each-activity':
      return days.map((day) => heldOn(history, who, day))
    case 'period-end':
      return [heldOn(history, who, range.to)]
    case 'current':
      return [heldOn(history, who, today)]
  }
}

export type Figures = Readonly<Record<(typeof figureNames)[number], number>>
export const figureNames = [
  'active',
  'fresh',
  'existing',
  'retained',
  'reactivated',
  'stayed',
  'churned',
  'before',
  'activeDays',
] as const

/**
 * Every figure of some visits, among members of whom `wanted` is true. `own` tells which channels are meant.
 */
export function figuresOf(
  looking: Looking,
  own: (channel: string | null) => boolean,
  wanted: (held: Held) => boolean,
): Figures {
  const { range, before, history } = looking
  const rows = looking.visits.filter(({ who, channel }) => who !== null && own(channel))
  const counted = rows.filter(({ counts }) => counts)
  const totals = {
    active: 0,
    fresh: 0,
    existing: 0,
    retained: 0,
    reactivated: 0,
    stayed: 0,
    churned: 0,
    before: 0,
    activeDays: 0,
  }
  for (const who of new Set(counted.flatMap((row) => row.who ?? []))) {
    const own = counted.filter((row) => row.who === who)
    const now = own.map(({ day }) => day).filter(within(range))
    const earlier = own.map(({ day }) => day).filter(within(before))
    const firsts = rows.filter((row) => row.who === who && row.says === undefined).map(({ day }) => day)
    const first = firsts.toSorted()[0]
    const isFlagged = own.some(({ day, says }) => says === true && within(range)(day))
    const isNew = isFlagged || (first !== undefined && within(range)(first))
    const inRange = now.length > 0 && heldIn(looking, { who, days: now, range }).some(wanted)
    const inBefore = earlier.length > 0 && heldIn(looking, { who, days: earlier, range: before }).some(wanted)
    if (inRange) {
      totals.active += 1
      totals.fresh += Number(isNew)
      totals.existing += Number(!isNew)
      totals.retained += Number(earlier.length > 0)
      totals.reactivated += Number(earlier.length === 0 && !isNew)
    }
    if (inBefore) {
      totals.before += 1
      totals.stayed += Number(now.length > 0)
      totals.churned += Number(now.length === 0)
    }
    totals.activeDays += [...new Set(now)].filter((day) => wanted(heldOn(history, who, day))).length
  }
  return totals
}

/** Members active in a range whom no version explains. */
export function unmatchedOf(looking: Looking, own: (channel: string | null) => boolean): number {
  const rows = looking.visits.filter(
    ({ counts, channel, day }) => counts && own(channel) && within(looking.range)(day),
  )
  const people = new Set(rows.flatMap(({ who }) => who ?? []))
  return [...people].filter((who) => {
    const days = rows.filter((row) => row.who === who).map(({ day }) => day)
    return heldIn(looking, { who, days, range: looking.range }).includes(undefined)
  }).length
}

/** The days that trail a range's last one, and as many before them. */
export function trailing({ to }: Days, days: number): { range: Days; before: Days } {
  return {
    range: { from: addDays(to, 1 - days), to },
    before: { from: addDays(to, 1 - 2 * days), to: addDays(to, -days) },
  }
}
