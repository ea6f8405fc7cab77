import type { Compiled } from '../translation/compiled.js'
import type { Compiling } from '../translation/compiling.js'
import { moveByCounted } from '../translation/intervals.js'
import { asDate, asTimestamp, partOf, weekdayFromSunday } from '../translation/moments.js'
import type { Call, Reading } from '../translation/source-dialect.js'
import { placedZone, zoneAdvice } from '../translation/zones.js'
import {
  datePart,
  dividesAsDecimals,
  moment,
  reading,
  regexpExtract,
  regexpReplace,
  round,
  typed,
} from './readings.js'

const whole = ({ to }: Compiling, count: number) => to.literal(String(count), 'integer')

/** The last day of the month that a date lies in. */
function endOfMonth(date: string, compiling: Compiling): string {
  const { to } = compiling
  const next = to.monthsLater(to.startOf('month', date, 'date'), whole(compiling, 1), 'date')
  return to.daysLater(next, whole(compiling, -1), 'date')
}

/** `add_months(date, n)`: as many months later; from the last day of a month to the last day of a month. */
export const addMonths: Reading = reading('add_months(date, n)', (call) => {
  const { compiling } = call
  const { to } = compiling
  const given = moment(call, 0)
  const moved = moveByCounted(given, { count: call.arg(1), unit: 'month' }, { sign: '+', compiling })
  const [before, after] = [given, moved].map((each) =>
    each === undefined ? undefined : asDate(each, compiling),
  )
  if (moved === undefined || before === undefined || after === undefined)
    return call.refuse('It is for dates and timestamps, and a whole number.')
  const missing = to.wholeDifference(to.dayNumber(endOfMonth(after, compiling)), to.dayNumber(after))
  const last = to.daysLater(moved.text, missing, 'timestamp')
  return {
    text: `(CASE WHEN ${before} = ${endOfMonth(before, compiling)} THEN ${last} ELSE ${moved.text} END)`,
    type: 'timestamp',
  }
})

const weekdays: readonly (readonly string[])[] = [
  ['m', 'mo', 'mon', 'monday'],
  ['t', 'tu', 'tue', 'tues', 'tuesday'],
  ['w', 'we', 'wed', 'wednesday'],
  ['th', 'thu', 'thurs', 'thursday'],
  ['f', 'fr', 'fri', 'friday'],
  ['sa', 'sat', 'saturday'],
  ['su', 'sun', 'sunday'],
]

/** `next_day(date, 'Tue')`: the first such weekday after it. */
export const nextDay: Reading = reading("next_day(date, 'Tues')", (call) => {
  const { compiling } = call
  const { to } = compiling
  const name = call.word(1).toLowerCase()
  const wanted = weekdays.findIndex((names) => names.includes(name))
  if (wanted < 0) return call.refuse('Its second argument is the name of a weekday.')
  const given = moment(call, 0)
  const date = asDate(given, compiling) ?? call.refuse('It is for dates and timestamps.')
  const own = partOf('isoWeekday', { text: date, type: 'date' }, compiling).text
  const between = to.wholeRemainder(
    to.wholeDifference(whole(compiling, wanted + 7), own),
    whole(compiling, 7),
  )
  return { text: to.daysLater(date, to.wholeSum(between, whole(compiling, 1)), 'date'), type: 'date' }
})

const cutNumber = round('trunc(number, places)', { isCut: true })

/** `trunc(timestamp)` is its date; of a number it is cut. */
export const trunc: Reading = reading('trunc(timestamp), trunc(number, places)', (call) => {
  const value = call.arg(0)
  const date = call.args.length === 1 ? asDate(value, call.compiling) : undefined
  if (date !== undefined) return { text: date, type: 'date' }
  return cutNumber.means?.(call) ?? call.refuse('It is for numbers and timestamps.')
})

export const yearOf: Reading = reading('date_part_year(date)', (call) =>
  partOf('year', moment(call, 0), call.compiling),
)

/** `convert_timezone('from', 'to', timestamp)`: what a clock there shows; from UTC where one zone is named. */
export const convertTimezone: Reading = reading("convert_timezone('from', 'to', timestamp)", (call) => {
  const { compiling } = call
  const { to } = compiling
  const zones = (call.args.length > 2 ? [call.word(0), call.word(1)] : ['UTC', call.word(0)]).map(placedZone)
  const [from, until] = zones.map((zone) => to.literal(zone ?? call.refuse(zoneAdvice), 'text'))
  const clock =
    asTimestamp(moment(call, call.args.length - 1), compiling) ?? call.refuse('It is for timestamps.')
  if (from === undefined || until === undefined) return call.refuse(zoneAdvice)
  return { text: to.clockOf(to.momentOf(clock, from), until), type: 'timestamp' }
})

/** The number at a place in the arguments is 1, or they end before it. */
function refuseUnlessOne(call: Call, places: readonly number[]): void {
  for (const at of places)
    if (call.args.length > at && call.number(at) !== 1)
      call.refuse('It begins at 1 here, with the first match.')
}

const replaceEvery = regexpReplace('regexp_replace(text, expression, by)', 'always')

export const regexpReplaceFrom: Reading = reading('regexp_replace(text, expression, by)', (call) => {
  if (call.args.length > 4) return call.refuse('Leave its flags out.')
  refuseUnlessOne(call, [3])
  return replaceEvery.means?.({ ...call, args: call.args.slice(0, 3) }) ?? call.refuse('It is not known.')
})

const extracted = regexpExtract('regexp_substr(text, expression)', 'empty')

export const regexpSubstr: Reading = reading('regexp_substr(text, expression)', (call) => {
  if (call.args.length > 4) return call.refuse('Leave its flags out.')
  refuseUnlessOne(call, [2, 3])
  return extracted.means?.({ ...call, args: call.args.slice(0, 2) }) ?? call.refuse('It is not known.')
})

/** How often an expression matches: by how much longer the text is with a letter for each than with none. */
export const regexpCount: Reading = reading('regexp_count(text, expression)', (call) => {
  if (call.args.length > 3) return call.refuse('Leave its flags out.')
  refuseUnlessOne(call, [2])
  const { to } = call.compiling
  const lengthWith = (by: string) => {
    const literal: Compiled = { text: to.literal(by, 'text'), type: 'text', literal: by }
    const arg = (at: number) => (at === 2 ? literal : call.arg(at))
    const replaced = replaceEvery.means?.({ ...call, arg, args: [...call.args.slice(0, 2), 'by'] })
    return to.length(replaced?.text ?? call.refuse('It is not known.'))
  }
  return { text: to.wholeDifference(lengthWith('x'), lengthWith('')), type: 'integer' }
})

/** Where the first match begins, from 1; 0 where there is none. */
export const regexpInstr: Reading = reading('regexp_instr(text, expression)', (call) => {
  if (call.args.length > 2) return call.refuse('Give it a text and an expression alone.')
  if (/[$^]/.test((call.arg(1).literal ?? '').replaceAll(/\\.|\[\^/g, '')))
    return call.refuse('Leave ^ and $ out of its expression.')
  const { to } = call.compiling
  const found = extracted.means?.(call) ?? call.refuse('It is not known.')
  const text = typed(call, 0, 'text')
  const at = to.positionOf(text, found.text)
  return {
    text: `(CASE WHEN ${found.text} = ${to.literal('', 'text')} THEN ${whole(call.compiling, 0)} ELSE ${at} END)`,
    type: 'integer',
  }
})

/** Seconds since 1970-01-01 00:00, without fractions. */
function epochOf(value: Compiled, compiling: Compiling): Compiled {
  const { to } = compiling
  const counted = to.microseconds(asTimestamp(value, compiling) ?? value.text)
  return { text: to.wholeQuotient(counted, to.literal('1000000', 'integer')), type: 'integer' }
}

type Field = (value: Compiled, compiling: Compiling) => Compiled

const fieldNames: readonly (readonly [names: string, Field])[] = [
  ['year years y yr yrs', (value, compiling) => partOf('year', value, compiling)],
  ['quarter quarters qtr qtrs', (value, compiling) => partOf('quarter', value, compiling)],
  ['month months mon mons', (value, compiling) => partOf('month', value, compiling)],
  ['week weeks w', (value, compiling) => partOf('isoWeek', value, compiling)],
  ['dayofweek dow dw weekday', (value, compiling) => weekdayFromSunday(value, compiling)],
  ['dayofyear doy dy yearday', (value, compiling) => partOf('dayOfYear', value, compiling)],
  ['day days d', (value, compiling) => partOf('day', value, compiling)],
  ['hour hours h hr hrs', (value, compiling) => partOf('hour', value, compiling)],
  ['minute minutes m min mins', (value, compiling) => partOf('minute', value, compiling)],
  ['second seconds s sec secs', (value, compiling) => partOf('second', value, compiling)],
  ['epoch', epochOf],
]

/** Fields of `EXTRACT`, also by their short names. */
export const redshiftFields: Readonly<Record<string, Field>> = Object.fromEntries(
  fieldNames.flatMap(([names, field]) => names.split(' ').map((name) => [name, field] as const)),
)

const anyPart = datePart('date_part(part, date)')

/** `date_part(part, date)` is a double there: seconds with their fraction, and it does not divide as whole numbers do. */
export const datePartOf: Reading = dividesAsDecimals(
  reading('date_part(part, date)', (call) => {
    if (/^(s|sec|secs|seconds?|epoch)$/i.test(call.word(0)))
      return call.refuse('It has a fraction: write EXTRACT(second FROM …) or EXTRACT(epoch FROM …).')
    return anyPart.means?.(call) ?? call.refuse('It is not known.')
  }),
)
