import { type Compiled, kindAmong, unified } from '../translation/compiled.js'
import { asDouble, decimalQuotient } from '../translation/numbers.js'
import type { Call, Reading } from '../translation/source-dialect.js'
import { digitsOf, isDecimal, isNumber, type SqlType } from '../translation/sql-type.js'
import { isParts } from '../translation/tree.js'
import { sortedBy } from '../translation/windows.js'
import { reading, typed } from './readings.js'

/** What stands behind an aggregate's call: the rows that it is over. */
function tailOf(call: Call): string {
  const { compiling, filter } = call
  if (compiling.aggregates !== true) return call.refuse('An aggregate cannot stand here.')
  if (call.order.length > 0) return call.refuse('Leave the order inside of it out.')
  const over = compiling.over === undefined ? '' : ` OVER ${compiling.over}`
  if (filter === undefined) return over
  const condition = compiling.expression(filter)
  if (condition.type !== 'boolean') return call.refuse('Its FILTER has to be a condition.')
  return ` FILTER (WHERE ${condition.condition ?? condition.text})${over}`
}

/** A call's argument, in which no other aggregate may stand. */
function valueOf(call: Call, at = 0): Compiled {
  if (call.args.length <= at) return call.refuse(`It needs ${at + 1} arguments.`)
  return call.arg(at)
}

function refuseDistinct(call: Call): void {
  if (call.isDistinct) call.refuse('DISTINCT is known for count only.')
}

export const count: Reading = reading('count(value), count(*), count(DISTINCT value)', (call) => {
  const tail = tailOf(call)
  const { aggregate } = call.compiling.to
  const [only] = call.args
  if (only === undefined || (isParts(only) && 'star' in only))
    return { text: aggregate.countRows(tail), type: 'integer' }
  if (call.args.length > 1) return call.refuse('Count one value.')
  if (call.isDistinct && call.compiling.over !== undefined)
    return call.refuse('Not every warehouse counts DISTINCT over a window: count in a query with GROUP BY.')
  const value = valueOf(call).text
  return {
    text: call.isDistinct ? aggregate.countDistinct(value, tail) : aggregate.count(value, tail),
    type: 'integer',
  }
})

/** `count_if(condition)`; of rows without any true or false it is 0, or null. */
export const countIf = (form = 'count_if(condition)', ofNone: 'zero' | 'null' = 'zero'): Reading =>
  reading(form, (call) => {
    const tail = tailOf(call)
    refuseDistinct(call)
    const condition = valueOf(call)
    if (condition.type !== 'boolean') return call.refuse('It counts rows for which a condition holds.')
    const { to } = call.compiling
    const one = `(CASE WHEN ${condition.condition ?? condition.text} THEN ${to.literal('1', 'integer')} END)`
    const counted = to.aggregate.count(one, tail)
    if (ofNone === 'zero') return { text: counted, type: 'integer' }
    const any = to.aggregate.count(condition.text, tail)
    return { text: `(CASE WHEN ${any} > 0 THEN ${counted} END)`, type: 'integer' }
  })

export const sum: Reading = reading('sum(number)', (call) => {
  const tail = tailOf(call)
  refuseDistinct(call)
  const value = valueOf(call)
  if (!isNumber(value.type)) return call.refuse(`It adds numbers, and this is a ${value.type}.`)
  const type: SqlType = isDecimal(value.type) ? `decimal(38,${digitsOf(value.type)?.scale ?? 0})` : value.type
  const { from, to } = call.compiling
  const isExact = type === 'integer' && value.kind !== 'short' && from.dividesSumsExactly
  const kind = isExact ? 'divided exactly' : value.kind === 'mixed text' ? 'mixed text' : undefined
  return { text: to.aggregate.sum(value.text, type, tail), type, ...(kind !== undefined && { kind }) }
})

/** The average as a double. */
export const average: Reading = reading('avg(number)', (call) => {
  const tail = tailOf(call)
  refuseDistinct(call)
  const value = valueOf(call)
  if (!isNumber(value.type)) return call.refuse(`It is of numbers, and this is a ${value.type}.`)
  return {
    text: call.compiling.to.aggregate.average(asDouble(value, call.compiling).text, tail),
    type: 'double',
  }
})

/** The average of decimals and whole numbers with as many places as are said, and of doubles. */
export const averageWithPlaces = (placesOf: (value: Compiled) => number): Reading =>
  reading('avg(number)', (call) => {
    const value = valueOf(call)
    if (value.type === 'double') return average.means?.(call) ?? call.refuse('It is not known.')
    if (!isNumber(value.type)) return call.refuse(`It is of numbers, and this is a ${value.type}.`)
    const tail = tailOf(call)
    refuseDistinct(call)
    const { to } = call.compiling
    const type: SqlType = isDecimal(value.type)
      ? `decimal(38,${digitsOf(value.type)?.scale ?? 0})`
      : 'integer'
    const total = { text: to.aggregate.sum(value.text, type, tail), type }
    const zero = to.literal('0', 'integer')
    const counted: Compiled = {
      text: `nullif(${to.aggregate.count(value.text, tail)}, ${zero})`,
      type: 'integer',
    }
    const quotient = decimalQuotient([total, counted], call.compiling, { places: placesOf(value) })
    return quotient ?? call.refuse('It is not known.')
  })

/** The average of doubles; of others it has places of its own. */
export const averageOfDoubles: Reading = reading('avg(double)', (call) => {
  const { type } = valueOf(call)
  if (type !== 'double')
    return call.refuse('Its result has places of its own there: write avg(CAST(x AS DOUBLE PRECISION)).')
  return average.means?.(call) ?? call.refuse('It is not known.')
})

/** The average of whole numbers cut to a whole number, of others as `other` reads it. */
export const cutAverage = (other: Reading): Reading =>
  reading('avg(number)', (call) => {
    const value = valueOf(call)
    if (value.type !== 'integer') return other.means?.(call) ?? call.refuse('It is not known.')
    const tail = tailOf(call)
    refuseDistinct(call)
    const { to } = call.compiling
    const total = to.aggregate.sum(value.text, 'integer', tail)
    return {
      text: to.wholeQuotient(total, `nullif(${to.aggregate.count(value.text, tail)}, 0)`),
      type: 'integer',
    }
  })

export const extremum = (name: 'min' | 'max'): Reading =>
  reading(`${name}(value)`, (call) => {
    const tail = tailOf(call)
    const value = valueOf(call)
    const { aggregate } = call.compiling.to
    const print = name === 'min' ? aggregate.smallest : aggregate.largest
    return { text: print(value.text, value.type, tail), type: value.type, ...kindAmong([value]) }
  })

export const ofConditions = (form: string, which: 'every' | 'some'): Reading =>
  reading(form, (call) => {
    const tail = tailOf(call)
    refuseDistinct(call)
    return { text: call.compiling.to.aggregate[which](typed(call, 0, 'boolean'), tail), type: 'boolean' }
  })

export const median: Reading = reading('median(number)', (call) => {
  const tail = tailOf(call)
  refuseDistinct(call)
  const value = valueOf(call)
  if (!isNumber(value.type)) return call.refuse(`It is of numbers, and this is a ${value.type}.`)
  return {
    text: call.compiling.to.aggregate.median(asDouble(value, call.compiling).text, tail),
    type: 'double',
  }
})

/** The median where that of decimals is one with as many places, cut by a rule of its own. */
export const medianOfDoubles: Reading = reading('median(number)', (call) => {
  if (isDecimal(valueOf(call).type))
    return call.refuse('That of decimals is cut to their places: cast to a double.')
  return median.means?.(call) ?? call.refuse('It is not known.')
})

/** Texts one after the other in an order that is written. */
export const listed = (
  form: string,
  {
    ofNone = 'null',
    otherwise = ',',
  }: { readonly ofNone?: 'null' | 'empty'; readonly otherwise?: string } = {},
): Reading =>
  reading(form, (call) => {
    const { compiling } = call
    if (compiling.aggregates !== true || compiling.over !== undefined || call.filter !== undefined)
      return call.refuse('It stands alone in a query with GROUP BY.')
    refuseDistinct(call)
    const separator =
      call.args.length > 1
        ? (call.arg(1).literal ?? call.refuse('Write its separator out in quotes.'))
        : otherwise
    if (call.order.length === 0)
      return call.refuse('Say in which order: without that the result is by chance.')
    const order = call.order.map((term) => sortedBy(term, compiling))
    const text = typed(call, 0, 'text')
    const list = compiling.to.aggregate.listed(text, compiling.to.literal(separator, 'text'), order)
    const empty = compiling.to.literal('', 'text')
    return { text: ofNone === 'null' ? list : `coalesce(${list}, ${empty})`, type: 'text' }
  })

/** `row_number()`, `rank()` and their like, which are the same everywhere. */
export const placed = (name: string): Reading =>
  reading(`${name}() OVER (…)`, (call) => {
    const { over, to } = call.compiling
    if (over === undefined) return call.refuse('It needs OVER (…).')
    return { text: to.widened(`${name}() OVER ${over}`, 'integer', 'integer'), type: 'integer' }
  })

/** `ntile(n)`: which of n parts of the rows, as even as can be. */
export const tiled: Reading = reading('ntile(parts) OVER (…)', (call) => {
  const { over, to } = call.compiling
  if (over === undefined) return call.refuse('It needs OVER (…).')
  const parts = call.number(0) ?? call.refuse('It needs a number.')
  if (parts < 1) return call.refuse('It needs a number from 1.')
  return { text: to.widened(`ntile(${parts}) OVER ${over}`, 'integer', 'integer'), type: 'integer' }
})

/** `lag` and `lead` by a number of rows that is written out. */
export const shifted = (name: 'lag' | 'lead'): Reading =>
  reading(`${name}(value, rows, default) OVER (…)`, (call) => {
    const { over, to } = call.compiling
    if (over === undefined) return call.refuse('It needs OVER (…).')
    if (call.ignoresNulls === true)
      return call.refuse('IGNORE NULLS is known for first_value and last_value: name their frame.')
    const rows = call.number(1) ?? 1
    if (rows < 1) return call.refuse('It needs a number from 1.')
    const none: Compiled = { text: '', type: 'null' }
    const given = [valueOf(call), call.args.length > 2 ? call.arg(2) : none]
    const [value, otherwise] = unified(given, to) ?? []
    if (value === undefined || otherwise === undefined)
      return call.refuse('Its default is of another type than its value: cast it.')
    const offset = to.literal(String(rows), 'integer')
    return {
      text: to.window[name]({ value: value.text, offset, otherwise: otherwise.text }, over),
      type: value.type,
      ...kindAmong([value, otherwise]),
    }
  })

/** `first_value` and `last_value` over the frame that is written. */
export const edge = (name: 'first_value' | 'last_value'): Reading =>
  reading(`${name}(value) OVER (…)`, (call) => {
    const { over, to } = call.compiling
    if (over === undefined) return call.refuse('It needs OVER (…).')
    const value = valueOf(call)
    const { window } = to
    const [plain, given] =
      name === 'first_value' ? [window.first, window.firstGiven] : [window.last, window.lastGiven]
    const print = call.ignoresNulls === true ? given : plain
    return { text: print(value.text, over), type: value.type, ...kindAmong([value]) }
  })

/** Aggregates and windows with one meaning in every dialect here. */
export const everydayAggregates: Readonly<Record<string, Reading>> = {
  count,
  sum,
  avg: average,
  min: extremum('min'),
  max: extremum('max'),
  bool_and: ofConditions('bool_and(condition)', 'every'),
  bool_or: ofConditions('bool_or(condition)', 'some'),
  median,
  row_number: placed('row_number'),
  rank: placed('rank'),
  dense_rank: placed('dense_rank'),
  ntile: tiled,
  lag: shifted('lag'),
  lead: shifted('lead'),
  first_value: edge('first_value'),
  last_value: edge('last_value'),
}
