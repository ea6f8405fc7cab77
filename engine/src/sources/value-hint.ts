import type { ContractRule, ViolationExample } from '../errors.js'
import type { ColumnForm } from './forms/column-form.js'
import { exampleNumber, numberFormInWords } from './forms/number-form.js'
import { exampleTime, timeFormat } from './forms/time-format.js'
import type { SourceColumn, SourceType } from './source.js'
import { decimalSize, kindOf } from './text-conversion.js'

/** A form that values are given in by mistake, and what to do about it. */
interface Mistake {
  readonly pattern: RegExp
  readonly says: (value: string, column: SourceColumn) => string
}

/**
 * What to know of values that are not of their column's type: what it is declared as, which form is accepted, and what
 * the first value looks like. Undefined for rules that say it all.
 *
 * @example
 * valueHint(at, 'type', [{ row: 2, value: '2024-03-01T23:30:00Z' }])
 * // '`at` is declared timestamp: 2024-03-01 23:30:00, without a zone. "2024-03-01T23:30:00Z" has a zone, …'
 */
export function valueHint(
  column: SourceColumn,
  rule: ContractRule,
  examples: readonly ViolationExample[],
): string | undefined {
  if (rule !== 'type' && rule !== 'digits' && rule !== 'range' && rule !== 'finite') return undefined
  const declared = `\`${column.name}\` is declared ${column.type}: ${acceptedForm(column)}.`
  const found = examples.flatMap(({ value }) => (value === null ? [] : meant(value, column, rule)))
  return [declared, ...new Set(found)].slice(0, 3).join(' ')
}

function meant(value: string, column: SourceColumn, rule: ContractRule): readonly string[] {
  const { form } = column
  if (rule === 'type' && value.startsWith('='))
    return [
      `${JSON.stringify(value)} is a formula without a value: save the workbook in a spreadsheet program.`,
    ]
  if (form !== undefined && rule === 'type') return inOtherForm(value, form)
  if (rule !== 'type') return rulesInWords[rule]?.(value, column) ?? []
  const mistake = mistakes[groupOf(column.type)].find(({ pattern }) => pattern.test(value.trim()))
  return mistake === undefined ? [] : [`${JSON.stringify(value)} ${mistake.says(value.trim(), column)}`]
}

type Group = 'text' | 'number' | 'boolean' | 'date' | 'timestamp' | 'instant'

function groupOf(type: SourceType): Group {
  const kind = kindOf(type)
  return kind === 'integer' || kind === 'decimal' || kind === 'double' ? 'number' : kind
}

function acceptedForm({ type, form }: SourceColumn): string {
  const kind = kindOf(type)
  if (form !== undefined) return formInWords(type, form)
  if (kind !== 'decimal') return forms[kind]
  const { precision, scale } = decimalSize(type)
  const point = scale === 0 ? 'no decimals' : `up to ${scale} behind a decimal point`
  return `plain digits, up to ${precision - scale} before and ${point}, such as ${scale === 0 ? '1234' : '1234.5'}`
}

function formInWords(type: SourceType, form: ColumnForm): string {
  if (form.format !== undefined)
    return `\`${form.format}\`${zoneInWords(form)}, such as ${exampleTime(form.format)}`
  if (form.zone !== undefined) return `${forms.timestamp}${zoneInWords(form)}`
  const places = kindOf(type) === 'decimal' ? decimalSize(type).scale : kindOf(type) === 'double' ? 2 : 0
  return `numbers with ${numberFormInWords(form)}, such as ${exampleNumber(form, places)}`
}

function zoneInWords({ zone }: ColumnForm): string {
  return zone === undefined ? '' : ` by the clock of ${zone}`
}

/** What stands out in a value that is not of the declared form. */
function inOtherForm(value: string, form: ColumnForm): readonly string[] {
  const said = JSON.stringify(value)
  const { thousands, zone } = form
  if (form.format !== undefined || zone !== undefined) {
    const isLikeIt = matchesForm(value, form)
    if (!isLikeIt) return [`${said} is not written so.`]
    return [`${said} is no day or time that exists${zone === undefined ? '' : ' there'}.`]
  }
  const sign = thousands === undefined ? undefined : value.includes(thousands)
  return sign === true && /\d/.test(value)
    ? [`${said} is not grouped so, or has something else beside its digits.`]
    : [`${said} is not written so.`]
}

function matchesForm(value: string, { format }: ColumnForm): boolean {
  const read = format === undefined ? undefined : timeFormat(format)
  if (read === undefined) return new RegExp(`^${day}`).test(value)
  return 'pattern' in read && new RegExp(`^(?:${read.pattern})$`).test(value)
}

const forms: Readonly<Record<Exclude<ReturnType<typeof kindOf>, 'decimal'>, string>> = {
  text: 'any text',
  integer: 'whole numbers in plain digits from -9223372036854775808 to 9223372036854775807, such as 1234',
  double: 'numbers with a decimal point, such as 1234.5 or 1.2e3',
  boolean: 'true, false, t, f, 1 or 0, in any letter case',
  date: 'days as 2024-03-01',
  timestamp: 'a day and a time without a zone, as 2024-03-01 23:30:00, with up to 6 decimals of a second',
  instant: 'a day and a time with Z or an offset, as 2024-03-01T23:30:00Z or 2024-03-01 23:30:00-05:00',
}

const rulesInWords: Partial<
  Record<ContractRule, (value: string, column: SourceColumn) => readonly string[]>
> = {
  digits: (value, column) => [`${JSON.stringify(value)} ${lostDigits(value, column)}`],
  range: (_value, { type }) =>
    type === 'integer'
      ? ['Larger numbers fit `decimal(38,0)`, and identifiers fit `text`.']
      : type === 'double'
        ? []
        : ['Declare a decimal with more digits, up to 38 in all.'],
  finite: () => ['Leave such a value out of the data; of a file, `nulls` can name it as no value.'],
}

function lostDigits(value: string, { type }: SourceColumn): string {
  const group = groupOf(type)
  if (group === 'date')
    return 'has a time of day: declare `timestamp`, or `text` and take the day in an expression.'
  if (group !== 'number') return 'is finer than a microsecond: export it with 6 decimals of a second.'
  if (value.endsWith('…')) return 'has more digits than a JSON number keeps: export it as text in quotes.'
  if (/[eE]/.test(value)) return `is written with an exponent: declare \`double\`, or export plain digits.`
  if (type === 'integer') return 'has decimals: declare `decimal(18,2)` or `double`.'
  return 'has more decimals: declare a decimal with more of them, or `double`.'
}

const day = String.raw`\d{4}-\d{2}-\d{2}`
const time = String.raw`\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?`
const inText = (what: string): string => `declare \`text\` and convert it in ${what}`

const named = ({ name }: SourceColumn): string => (/^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name}"`)

/** Days and times in forms that are no ISO 8601, for all that take them. */
const otherDays: readonly Mistake[] = [
  {
    pattern: /^\d{1,2}([./-])\d{1,2}\1\d{4}(?:\D.*)?$/,
    says: (value) => `is ${orderOf(value)} date: ${turned(value)}.`,
  },
  {
    pattern: /^\d{4}\/\d{1,2}\/\d{1,2}/,
    says: () => "has slashes between year, month and day: declare a format, such as `format: 'yyyy/MM/dd'`.",
  },
  {
    pattern: /^\d{4}-(?:\d-\d{1,2}|\d{2}-\d)(?:\D.*)?$/,
    says: () => "has a month or day of one digit: declare a format, such as `format: 'yyyy-M-d'`.",
  },
  {
    pattern: /^\d{8}$/,
    says: () => "is a day without `-` between year, month and day: declare `format: 'yyyyMMdd'`.",
  },
  {
    pattern: /^[2-7]\d{4}(?:\.\d+)?$/,
    says: () => 'is how spreadsheets count days: give the column a date format there.',
  },
  {
    pattern: /^\d{10}(?:\.\d+)?$/,
    says: (_value, column) => `counts seconds since 1970: ${asInstant(column, 'epoch seconds')}.`,
  },
  {
    pattern: /^\d{13}$/,
    says: (_value, column) => `counts milliseconds since 1970: ${asInstant(column, 'epoch milliseconds')}.`,
  },
  {
    pattern: new RegExp(`^${day}[ T]24:00`),
    says: () => 'has the time 24:00: export it as 00:00 of the next day.',
  },
  {
    pattern: /\d\s*[ap]\.?m\.?$/i,
    says: () => "has a clock of 12 hours: declare a format, such as `format: 'MM/dd/yyyy hh:mm a'`.",
  },
  {
    pattern: /[a-z]{3}/i,
    says: () =>
      "spells out a day, a month or a zone: declare a format, such as `format: 'd MMM yyyy'`, or export it in digits.",
  },
]

/** Which format reads a date of three numbers: that of its order, or either where both could be meant. */
function turned(value: string): string {
  const [, first = '', sign = '/', second = '', rest = ''] = /^(\d+)(\D)(\d+)\D\d{4}(.*)$/.exec(value) ?? []
  const time = /^ \d{2}:\d{2}:\d{2}$/.test(rest) ? ' HH:mm:ss' : /^ \d{2}:\d{2}$/.test(rest) ? ' HH:mm' : ''
  if (rest !== '' && time === '') return 'declare its `format`, or export it as 2024-03-01'
  const [day, month] = first.length < 2 || second.length < 2 ? ['d', 'M'] : ['dd', 'MM']
  const dayFirst = `\`format: '${day}${sign}${month}${sign}yyyy${time}'\``
  const monthFirst = `\`format: '${month}${sign}${day}${sign}yyyy${time}'\``
  const order = orderOf(value)
  if (order === 'a day-first') return `declare ${dayFirst}`
  return order === 'a month-first' ? `declare ${monthFirst}` : `declare ${dayFirst} or ${monthFirst}`
}

function orderOf(value: string): string {
  const [first = 0, second = 0] = value.split(/[./-]/).map(Number.parseFloat)
  if (first > 12) return 'a day-first'
  if (second > 12) return 'a month-first'
  return value.includes('.') ? 'a day-first' : 'a day-first or month-first'
}

/** The format that reads a moment, and the type that it needs. */
function asInstant({ type }: SourceColumn, format: string): string {
  return `declare ${type === 'instant' ? '' : '`instant` and '}\`format: '${format}'\``
}

function clockFormat(value: string): string {
  const [, sign = ' ', seconds = '', decimals = ''] =
    /^.{10}(.)\d{2}:\d{2}(:\d{2})?(\.\d+)?/.exec(value) ?? []
  return `yyyy-MM-dd${sign}HH:mm${seconds && ':ss'}${decimals && '.SSS'}`
}

const zonedDays: readonly Mistake[] = [
  {
    pattern: new RegExp(`^${day}[ T]${time} [+-]\\d{2}:?\\d{2}$`),
    says: (value, column) =>
      `has a blank before its offset: ${asInstant(column, `${clockFormat(value)} Z`)}.`,
  },
  {
    pattern: new RegExp(`^${day}[ T]${time} ?(?:UTC|GMT)$`, 'i'),
    says: (value, column) => `ends in the name of a zone: ${asInstant(column, `${clockFormat(value)} z`)}.`,
  },
]

const impossible: Mistake = {
  pattern: new RegExp(`^${day}`),
  says: () => 'is no day or time that exists, or has more behind it.',
}

const moment: Mistake = {
  pattern: new RegExp(`^${day}[ T]${time}(?:Z|[+-]\\d{2}(?::?\\d{2})?)$`, 'i'),
  says: (value) =>
    `ends in ${/z$/i.test(value) ? 'Z' : 'an offset'}, so it is a moment: declare \`instant\`.`,
}

const mistakes: Readonly<Record<Group, readonly Mistake[]>> = {
  text: [],
  date: [moment, ...zonedDays, ...otherDays, impossible],
  timestamp: [moment, ...zonedDays, ...otherDays, impossible],
  instant: [
    ...zonedDays,
    {
      pattern: new RegExp(`^${day}(?:[ T]${time})?$`),
      says: (value) =>
        value.length > 10
          ? "has no zone: declare `timestamp`, which is read in the project's time zone, or the clock's as `zone`."
          : 'is a day without a time: declare `date`.',
    },
    ...otherDays,
    impossible,
  ],
  boolean: [
    {
      pattern: /^(?:y|n|yes|no|on|off|ja|nein|oui|non|si|x)$/i,
      says: (_value, column) => {
        const yes = "IN ('yes', 'y')"
        return `is a word: ${inText('an expression')}, such as \`lower(${named(column)}) ${yes}\`.`
      },
    },
  ],
  number: [
    {
      pattern: /^\(.*\d.*\)$/,
      says: () => "is in brackets, as books write what is below 0: declare `negative: 'parentheses'`.",
    },
    { pattern: /^[^a-z]*\d-$/i, says: () => "has its minus behind it: declare `negative: 'trailing'`." },
    {
      pattern: /^[\u2212\u2013]/,
      says: () => "begins with a dash that is no minus: declare `negative: 'dash'`.",
    },
    {
      pattern: /[\p{Sc}]|^[A-Z]{3}\s*[-\d]|\d\s*[A-Z]{3}$/u,
      says: () =>
        'has a currency beside the number: declare it, as `currency`, where it is the same in all rows.',
    },
    {
      pattern: /%$/,
      says: () => 'has a percent sign: export the number alone.',
    },
    {
      pattern: /^[+-]?\d{1,3}(?:[.\s'’]\d{3})*,\d+$|^[+-]?\d+,\d+$/,
      says: (value) =>
        /^[+-]?\d{1,3},\d{3}$/.test(value)
          ? "has a comma, before thousands or decimals: declare which, `thousands: ','` or `decimal: ','`."
          : `has a decimal comma: declare \`decimal: ','\`${thousandsIn(value)}.`,
    },
    {
      pattern: /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/,
      says: () => "has commas between thousands: declare `thousands: ','`.",
    },
    {
      pattern: /^[+-]?\d{1,3}(?:[.\s'’_]\d{3})+(?:\.\d+)?$/,
      says: (value) => signsIn(value),
    },
    { pattern: /^0[xX][0-9a-fA-F]+$/, says: () => 'is not decimal: declare `text`, or export plain digits.' },
    { pattern: /^(?:true|false)$/i, says: () => 'is a truth: declare `boolean`.' },
    {
      pattern: /^(?:null|none|n\/?a|-|nil|\\n|#n\/a)$/i,
      says: (value) =>
        `seems to stand for no value: name it in the source's \`nulls\`, as [${JSON.stringify(value)}], and let the column be missing with \`?\`.`,
    },
    { pattern: /[a-z]/i, says: () => 'is text: declare `text`, or correct the data.' },
  ],
}

/** The sign that stands between the thousands of a number with a decimal comma. */
function thousandsIn(value: string): string {
  const sign = /^[+-]?\d{1,3}([.\s'’])\d{3}/.exec(value)?.[1]
  return sign === undefined ? '' : ` and \`thousands: ${quotedSign(sign)}\``
}

function signsIn(value: string): string {
  const sign = /^[+-]?\d{1,3}([.\s'’_])\d{3}/.exec(value)?.[1] ?? '_'
  if (sign === '_') return 'has signs between thousands: export plain digits.'
  const decimal = sign === '.' ? " and `decimal: ','`" : ''
  return `has signs between thousands: declare \`thousands: ${quotedSign(sign)}\`${decimal}.`
}

function quotedSign(sign: string): string {
  if (/['’]/.test(sign)) return `"'"`
  return sign === '.' ? "'.'" : "' '"
}
