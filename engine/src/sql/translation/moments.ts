import type { Compiled } from './compiled.js'
import { type Compiling, Untranslated } from './compiling.js'
import type { MomentPart, Unit } from './constructs.js'
import type { SqlType } from './sql-type.js'
import { firstOffset, isParts, type Parts, type Tree } from './tree.js'

/** Fields of EXTRACT that mean the same in every dialect. */
const plainFields: Readonly<Record<string, MomentPart>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  day: 'day',
  hour: 'hour',
  minute: 'minute',
  dayofyear: 'dayOfYear',
  doy: 'dayOfYear',
}

/** `EXTRACT(field FROM value)` */
export function momentPart(parts: Parts, compiling: Compiling, tree: Tree): Compiled {
  const value = compiling.expression(parts['this'])
  const { field } = parts
  // A field that the parser has no name for is `{ Custom: … }`, such as isoyear.
  const named = isParts(field) ? Object.values(field)[0] : field
  const found = fieldOf(String(named), value, { compiling, tree })
  if (found.type !== 'integer' || !compiling.from.dividesSumsExactly) return found
  return { ...found, kind: 'divided exactly' }
}

/** A field of a date or a timestamp by its name in the dialect. */
export function fieldOf(
  field: string,
  value: Compiled,
  { compiling, tree }: { readonly compiling: Compiling; readonly tree: Tree },
): Compiled {
  const known = field.toLowerCase()
  const refuse = (advice: string): never => {
    throw new Untranslated(`EXTRACT(${field} FROM …)`, firstOffset(tree), advice)
  }
  if (value.type !== 'date' && value.type !== 'timestamp')
    return refuse(`It is for dates and timestamps, and this is a ${value.type}.`)
  const own = compiling.from.fields[known]
  if (own !== undefined) return own(value, compiling)
  const part = plainFields[known]
  if (part === undefined)
    return refuse('Use year, quarter, month, day, hour, minute or another field of docs/sql.md.')
  return partOf(part, value, compiling)
}

/** A part as a whole number. */
export function partOf(part: MomentPart, value: Compiled, { to }: Compiling): Compiled {
  const isOfDay = value.type === 'date' && ['hour', 'minute', 'second', 'microsecond'].includes(part)
  return isOfDay
    ? { text: to.literal('0', 'integer'), type: 'integer' }
    : { text: to.part(part, value.text, value.type), type: 'integer' }
}

/** Sunday as 0 and Saturday as 6, plus what is added. */
export function weekdayFromSunday(value: Compiled, compiling: Compiling, added = 0): Compiled {
  const { to } = compiling
  const day = to.wholeRemainder(partOf('isoWeekday', value, compiling).text, to.literal('7', 'integer'))
  return added === 0
    ? { text: day, type: 'integer' }
    : { text: to.wholeSum(day, to.literal(String(added), 'integer')), type: 'integer' }
}

/** A value as a date; undefined for what has none. */
export function asDate({ text, type }: Compiled, { to }: Compiling): string | undefined {
  if (type === 'date') return text
  return type === 'timestamp' ? to.dateOf(text) : undefined
}

const counted: Readonly<Record<string, number>> = {
  hour: 3_600_000_000,
  minute: 60_000_000,
  second: 1_000_000,
  millisecond: 1000,
  microsecond: 1,
}

/**
 * How many boundaries of a unit lie between two days or moments, negative where the second is earlier.
 *
 * @param weekStarts the weekday that a week starts on, Monday being 1 and Sunday 7; `whole` counts whole weeks
 */
export function boundariesBetween(
  unit: string,
  [earlier, later]: readonly [Compiled, Compiled],
  { compiling, weekStarts = 1 }: { readonly compiling: Compiling; readonly weekStarts?: number | 'whole' },
): Compiled | undefined {
  const { to } = compiling
  const number = (count: number) => to.literal(String(count), 'integer')
  const difference = (of: (value: Compiled) => string | undefined): Compiled | undefined => {
    const [from, until] = [of(earlier), of(later)]
    return from === undefined || until === undefined
      ? undefined
      : { text: to.wholeDifference(until, from), type: 'integer' }
  }
  const day = (value: Compiled) => {
    const date = asDate(value, compiling)
    return date === undefined ? undefined : to.dayNumber(date)
  }
  const monthsOver = (per: number) => (value: Compiled) => {
    if (asDate(value, compiling) === undefined) return undefined
    const year = partOf('year', value, compiling).text
    if (per === 12) return year
    const part = partOf(per === 3 ? 'quarter' : 'month', value, compiling).text
    return to.wholeSum(to.wholeProduct(year, number(12 / per)), part)
  }
  if (unit === 'year') return difference(monthsOver(12))
  if (unit === 'quarter') return difference(monthsOver(3))
  if (unit === 'month') return difference(monthsOver(1))
  if (unit === 'day') return difference(day)
  if (unit === 'week' && weekStarts === 'whole') {
    const days = difference(day)
    return days && { text: to.wholeQuotient(days.text, number(7)), type: 'integer' }
  }
  // 1970-01-01 was a Thursday. The shift keeps numbers positive from year 1 on, as a division cuts toward 0.
  if (unit === 'week')
    return difference((value) => {
      const found = day(value)
      const shift = 7 * 110_000 + ((4 - Number(weekStarts) + 7) % 7)
      return found && to.wholeQuotient(to.wholeSum(found, number(shift)), number(7))
    })
  const length = counted[unit]
  if (length === undefined) return undefined
  return difference((value) => {
    const moment = asTimestamp(value, compiling)
    const shift = number(length * Math.ceil(63_000_000_000_000_000 / length))
    return moment && to.wholeQuotient(to.wholeSum(to.microseconds(moment), shift), number(length))
  })
}

/** A date or a timestamp as a timestamp. */
export function asTimestamp({ text, type }: Compiled, { to }: Compiling): string | undefined {
  if (type === 'timestamp') return text
  return type === 'date' ? to.widened(text, 'date', 'timestamp') : undefined
}

/** The start of a unit, as a type; weeks start on the weekday given, Monday being 1 and Sunday 7. */
export function startOf(
  unit: string,
  value: Compiled,
  {
    compiling,
    as,
    weekStarts = 1,
  }: { readonly compiling: Compiling; readonly as: SqlType; readonly weekStarts?: number },
): Compiled | undefined {
  const { to } = compiling
  if (value.type !== 'date' && value.type !== 'timestamp') return undefined
  if (!units.has(unit)) return undefined
  const given = as === 'timestamp' ? asTimestamp(value, compiling) : asDate(value, compiling)
  if (given === undefined) return undefined
  if (unit !== 'week' || weekStarts === 1) return { text: to.startOf(unit as Unit, given, as), type: as }
  const shift = 8 - weekStarts
  const moved = to.daysLater(given, to.literal(String(shift), 'integer'), as)
  return {
    text: to.daysLater(to.startOf('week', moved, as), to.literal(String(-shift), 'integer'), as),
    type: as,
  }
}

const units = new Set(['year', 'quarter', 'month', 'week', 'day', 'hour', 'minute', 'second'])
