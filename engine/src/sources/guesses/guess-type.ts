import { numberPattern } from '../forms/number-form.js'
import type { ColumnForm, Negative } from '../forms/column-form.js'
import { timeFormat } from '../forms/time-format.js'
import type { SourceType } from '../source-column.js'

/** What a column's values look like. */
export interface GuessedType {
  readonly type: SourceType
  readonly form?: ColumnForm
  /** What is not certain, as a sentence for a comment. */
  readonly doubt?: string
}

/** What is known of the file beside the column's values. */
export interface Surroundings {
  /** Whether other columns have a comma before the decimals, or fields are separated by `;`. */
  readonly isCommaLikely: boolean
  readonly name: string
}

/** The type of values that are there, as texts; undefined where there are none. */
export function guessType(values: readonly string[], around: Surroundings): GuessedType | undefined {
  const given = values.map((value) => value.trim()).filter((value) => value !== '')
  if (given.length === 0) return undefined
  const all = (pattern: RegExp): boolean => given.every((value) => pattern.test(value))
  if (all(/^(true|false)$/i)) return { type: 'boolean' }
  const time = guessTime(given, around)
  return (time && inNamedZone(time, around)) ?? guessNumber(given, around) ?? { type: 'text' }
}

/** A column that is called after UTC has moments. */
function inNamedZone(time: GuessedType, { name }: Surroundings): GuessedType {
  if (time.type !== 'timestamp' || !/(^|_)(utc|gmt)(_|$)/.test(name)) return time
  return { type: 'instant', form: { ...time.form, zone: 'UTC' } }
}

const isoDay = /^\d{4}-\d{2}-\d{2}$/
const isoClock = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/
const isoMoment = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}(:?\d{2})?)$/

const days = [
  'dd.MM.yyyy',
  'd.M.yyyy',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'd/M/yyyy',
  'M/d/yyyy',
  'dd-MM-yyyy',
  'MM-dd-yyyy',
  'yyyy/MM/dd',
  'yyyy/M/d',
  'yyyy.MM.dd',
  'yyyy-MM-dd',
  'dd.MM.yy',
  'dd/MM/yy',
  'MM/dd/yy',
  'd MMM yyyy',
  'dd-MMM-yyyy',
  'MMM d, yyyy',
  'd MMMM yyyy',
  'MMMM d, yyyy',
]
const clocks = [
  '',
  ' HH:mm',
  ' HH:mm:ss',
  " 'um' HH:mm",
  ' h:mm a',
  ' hh:mm a',
  ' hh:mm:ss a',
  ' h:mm:ss a',
  "'T'HH:mm:ss",
  ', HH:mm',
  ', HH:mm:ss',
  ', h:mm a',
]
const zones = ['', ' Z', ' z']

function guessTime(given: readonly string[], around: Surroundings): GuessedType | undefined {
  if (given.every((value) => isoDay.test(value) && isDay(value, 'yyyy-MM-dd'))) return { type: 'date' }
  if (given.every((value) => isoClock.test(value) || isoDay.test(value)))
    return { type: 'timestamp', doubt: 'a time without a zone is read by the clock of the project' }
  if (given.every((value) => isoMoment.test(value))) return { type: 'instant' }
  return guessFormat(given, around) ?? guessCount(given, around)
}

function guessFormat(given: readonly string[], around: Surroundings): GuessedType | undefined {
  if (!given.every((value) => /\d/.test(value) && /[./\- ]/.test(value))) return undefined
  const fitting = zones
    .flatMap((zone) =>
      clocks.flatMap((clock) => (zone !== '' && clock === '' ? [] : days.map((day) => day + clock + zone))),
    )
    .filter((format) => fits(given, format))
  const preferred = fitting.toSorted((one, other) => rank(one, around) - rank(other, around))
  const [format] = preferred
  if (format === undefined) return undefined
  const other = preferred.find((each) => isMonthFirst(each) !== isMonthFirst(format))
  const [example = ''] = given
  const swapped =
    other === undefined
      ? undefined
      : `${example} could be ${other} as well: no value tells the day from the month`
  const type = /z$/i.test(format) ? 'instant' : /[Hh]/.test(format) ? 'timestamp' : 'date'
  const clock = type === 'timestamp' ? 'a time without a zone is read by the clock of the project' : undefined
  const doubt = swapped ?? clock
  return { type, form: { format }, ...(doubt !== undefined && { doubt }) }
}

/** Two digits rather than one or two, and days before months except where the clock is American. */
function rank(format: string, { isCommaLikely }: Surroundings): number {
  const isAmerican = format.includes(' a') && !isCommaLikely
  return (isMonthFirst(format) === isAmerican ? 0 : 10) + (/(^|[^dM])[dM]([^dM]|$)/.test(format) ? 1 : 0)
}

function isMonthFirst(format: string): boolean {
  return /^M{1,2}[/-]/.test(format)
}

function fits(given: readonly string[], format: string): boolean {
  const read = timeFormat(format)
  if (!('pattern' in read)) return false
  const pattern = new RegExp(`^(?:${read.pattern})$`)
  return given.every((value) => pattern.test(value) && isDay(value, format))
}

/** Whether the digits where a format has day and month can be these. */
function isDay(value: string, format: string): boolean {
  const order = ['y', 'M', 'd']
    .map((letter) => ({ letter, at: format.indexOf(letter) }))
    .toSorted((one, other) => one.at - other.at)
  const parts = value.match(/\d+/g) ?? []
  if (format.includes('MMM')) return Number(parts[format.startsWith('M') ? 0 : 0]) <= 31
  return order.every(({ letter }, at) => {
    const part = Number(parts[at])
    if (letter === 'M') return part >= 1 && part <= 12
    return letter === 'y' || (part >= 1 && part <= 31)
  })
}

/** Counts from 1970 and days of eight digits, where the column's name says that it is a time. */
function guessCount(given: readonly string[], { name }: Surroundings): GuessedType | undefined {
  const isNamedSo = /(^|[^a-z])(at|time|date|day|created|updated|timestamp|ts|datum|zeit)([^a-z]|$)/i.test(
    name.replaceAll(/([a-z])([A-Z])/g, '$1_$2'),
  )
  if (!isNamedSo) return undefined
  const doubt = 'whole numbers in a column of this name are taken for times'
  if (
    given.every(
      (value) =>
        /^(19|20|21)\d{6}$/.test(value) && isDay(value.replace(/(....)(..)(..)/, '$1-$2-$3'), 'yyyy-MM-dd'),
    )
  )
    return { type: 'date', form: { format: 'yyyyMMdd' }, doubt }
  if (given.every((value) => /^1\d{9}$/.test(value)))
    return { type: 'instant', form: { format: 'epoch seconds' }, doubt }
  if (given.every((value) => /^1\d{12}$/.test(value)))
    return { type: 'instant', form: { format: 'epoch milliseconds' }, doubt }
  return undefined
}

const currencies = /[€$£¥₹₽₫฿₩₪₺]|(?<![A-Za-z])(?:[A-Z]{3}|kr|zł|Kč|RM|Rp)(?![A-Za-z])/g

function guessNumber(given: readonly string[], around: Surroundings): GuessedType | undefined {
  if (given.some((value) => /^[+-]?0\d/.test(value) && !/[.,]/.test(value)))
    return given.every((value) => /^\d+$/.test(value))
      ? { type: 'text', doubt: 'it has zeros in front, so that it is no number' }
      : undefined
  if (given.every((value) => /^[+-]?\d{1,18}$/.test(value))) return { type: 'integer' }
  if (given.every((value) => /^[+-]?\d+$/.test(value)))
    return { type: 'text', doubt: 'it has more digits than numbers are kept with' }
  const plain = given.every((value) => /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(value))
  const isGrouped =
    plain &&
    around.isCommaLikely &&
    given.some((value) => value.includes('.')) &&
    given.every((value) => /^[+-]?\d{1,3}(\.\d{3})*$/.test(value))
  if (plain && !isGrouped) return ofDigits(given, {})
  if (given.every((value) => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(value)))
    return { type: 'double' }
  return guessForm(given, around)
}

function guessForm(given: readonly string[], around: Surroundings): GuessedType | undefined {
  if (!given.every((value) => /\d/.test(value))) return undefined
  const found = [...new Set(given.flatMap((value) => value.match(currencies) ?? []))]
  const negatives: Negative[] = [
    ...(given.some((value) => /\d\s?-/.test(value)) ? (['trailing'] as const) : []),
    ...(given.some((value) => value.includes('(')) ? (['parentheses'] as const) : []),
    ...(given.some((value) => value.includes('\u2212')) ? (['dash'] as const) : []),
  ]
  const beside: ColumnForm = {
    ...(found.length === 1 && found[0] !== undefined && { currency: found[0] }),
    ...(negatives.length > 0 && {
      negative: negatives.length === 1 && negatives[0] ? negatives[0] : negatives,
    }),
  }
  const points: readonly ColumnForm[] = [
    {},
    { thousands: ',' },
    { decimal: ',' },
    { decimal: ',', thousands: '.' },
    { thousands: ' ' },
    { decimal: ',', thousands: ' ' },
    { thousands: "'" },
    { decimal: ',', thousands: "'" },
  ]
  const fitting = points
    .map((form) => ({ ...form, ...beside }))
    .filter((form) => {
      const pattern = new RegExp(`^(?:${numberPattern(form)})$`)
      return given.every((value) => pattern.test(value))
    })
  const isComma = (form: ColumnForm) => form.decimal === ','
  const [form] = fitting.toSorted(
    (one, other) =>
      Number(isComma(other) === around.isCommaLikely) - Number(isComma(one) === around.isCommaLikely),
  )
  if (form === undefined) return undefined
  const other = fitting.find((each) => isComma(each) !== isComma(form) && separates(given, each))
  const doubt =
    other === undefined || !separates(given, form)
      ? undefined
      : `${given.find((value) => /[.,]/.test(value)) ?? ''} could mean another number: no value tells thousands from decimals`
  return { ...ofDigits(given, form), ...(doubt !== undefined && { doubt }) }
}

function separates(given: readonly string[], { decimal = '.', thousands }: ColumnForm): boolean {
  return given.some(
    (value) => value.includes(decimal) || (thousands !== undefined && value.includes(thousands)),
  )
}

/** As many places as the values have, and at least two. */
function ofDigits(given: readonly string[], form: ColumnForm): GuessedType {
  const { decimal = '.' } = form
  const written = given.map((value) =>
    value.length > 16 && /^-?\d+\.\d+$/.test(value) ? String(Number(Number(value).toPrecision(15))) : value,
  )
  const places = written.map(
    (value) => value.split(decimal)[1]?.match(/^\d*/)?.[0].replace(/0+$/, '').length ?? 0,
  )
  const most = Math.max(2, ...places)
  const isWhole = given.every((value) => !value.includes(decimal))
  const withForm = Object.keys(form).length > 0 ? { form } : {}
  if (isWhole && form.currency === undefined) return { type: 'integer', ...withForm }
  return most > 9
    ? { type: 'double', ...withForm }
    : { type: `decimal(${String(Math.max(18, 12 + most))},${String(most)})` as SourceType, ...withForm }
}
