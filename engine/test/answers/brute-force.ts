import { addDays, daysBetween } from '../../src/calendar/day.js'

/** A row that counts, by whichever part it came. */
export interface Happening {
  readonly day: string
  readonly dimensions: Readonly<Record<string, string | null>>
  readonly keys: Readonly<Record<string, string | null>>
  /** The first day that the row declares for `who`. */
  readonly joined: string | null
  readonly cents: number | null
}

export interface Days {
  readonly from: string
  readonly to: string
}

/** Days that are counted, and those that cohorts look back to. */
export interface LookedAt {
  readonly range: Days
  readonly before: Days
}

const inDays = (day: string, { from, to }: Days) => from <= day && day <= to

/** Every figure of some rows, each by looking at all of them: plain decimal text, or null. */
export function figuresOf(
  all: readonly Happening[],
  { range, before }: LookedAt,
): Record<string, string | null> {
  const rows = all.filter(({ day }) => inDays(day, range))
  const cents = rows.reduce((total, row) => total + (row.cents ?? 0), 0)
  const someone = (identity: string, some: readonly Happening[]) =>
    new Set(some.flatMap(({ keys }) => keys[identity] ?? []))
  const firstDay = (identity: string, key: string) =>
    all
      .filter(({ keys }) => keys[identity] === key)
      .flatMap(({ day, joined }) => (identity === 'who' && joined !== null ? [day, joined] : [day]))
      .reduce((one, other) => (one < other ? one : other))
  const cohort = (identity: string) => {
    const now = someone(identity, rows)
    const earlier = someone(
      identity,
      all.filter(({ day }) => inDays(day, before)),
    )
    const old = new Set([...now].filter((key) => firstDay(identity, key) < range.from))
    const size = (keys: readonly string[]) => String(keys.length)
    const returned = rows.filter(({ keys }) => old.has(keys[identity] ?? ''))
    return {
      Active: size([...now]),
      Before: size([...earlier]),
      New: size([...now].filter((key) => !old.has(key))),
      Retained: size([...now].filter((key) => earlier.has(key))),
      Reactivated: size([...now].filter((key) => old.has(key) && !earlier.has(key))),
      Churned: size([...earlier].filter((key) => !now.has(key))),
      Returning: decimal(
        returned
          .filter(({ keys }) => keys[identity] !== null)
          .reduce((total, row) => total + (row.cents ?? 0), 0),
      ),
      Retention:
        earlier.size === 0
          ? null
          : quotient(100 * [...now].filter((key) => earlier.has(key)).length, earlier.size),
    }
  }
  const named = (identity: string) =>
    Object.entries(cohort(identity)).map(([figure, value]) => [identity + figure, value] as const)
  const active = someone('who', rows).size
  return {
    revenue: decimal(cents),
    rows: String(rows.length),
    perWho: active === 0 ? null : quotient(cents, active * 100),
    ...Object.fromEntries([...named('who'), ...named('card')]),
  }
}

function decimal(cents: number): string {
  return quotient(cents, 100)
}

/** To twelve decimal places, half away from zero, without zeros that say nothing. */
export function quotient(dividend: number, divisor: number): string {
  const [n, d] = [BigInt(Math.abs(dividend)) * 10n ** 12n, BigInt(Math.abs(divisor))]
  const digits = String((2n * n + d) / (2n * d)).padStart(13, '0')
  const text = `${digits.slice(0, -12)}.${digits.slice(-12)}`.replace(/\.?0+$/, '')
  return dividend < 0 !== divisor < 0 && text !== '0' ? `-${text}` : text
}

/** As many days as a range has, just before it. */
export function justBefore({ from, to }: Days): Days {
  const days = daysBetween(from, to) + 1
  return { from: addDays(from, -days), to: addDays(to, -days) }
}

/** The first day of the day's own day, week (from Sunday or Monday) or month. */
function startOf(day: string, grain: 'day' | 'week' | 'month', weekStart: 'sunday' | 'monday'): string {
  if (grain === 'day') return day
  if (grain === 'month') return `${day.slice(0, 8)}01`
  // 2023-01-01 was a Sunday, 2023-01-02 a Monday.
  const since = daysBetween(weekStart === 'sunday' ? '2023-01-01' : '2023-01-02', day)
  return addDays(day, -(((since % 7) + 7) % 7))
}

/** The pieces of a range by period, each with the whole period before. */
export function piecesOf(
  { from, to }: Days,
  grain: 'day' | 'week' | 'month',
  weekStart: 'sunday' | 'monday',
): readonly LookedAt[] {
  const pieces: LookedAt[] = []
  for (let start = from; start <= to;) {
    let end = start
    while (end < to && startOf(addDays(end, 1), grain, weekStart) === startOf(start, grain, weekStart)) {
      end = addDays(end, 1)
    }
    pieces.push({ range: { from: start, to: end }, before: periodBefore(start, grain, weekStart) })
    start = addDays(end, 1)
  }
  return pieces
}

/** The whole period before the one in which a day lies. */
export function periodBefore(
  day: string,
  grain: 'day' | 'week' | 'month',
  weekStart: 'sunday' | 'monday',
): Days {
  const to = addDays(startOf(day, grain, weekStart), -1)
  return { from: startOf(to, grain, weekStart), to }
}
