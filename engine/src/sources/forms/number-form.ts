import { sql, type Sql } from '../../sql/sql.js'
import { matches, type Conversion } from '../conversion.js'
import { textLiteral } from '../duckdb-literal.js'
import { notFinite } from '../text-conversion.js'
import type { ColumnForm, Negative } from './column-form.js'

/** Blanks that stand between thousands, or between a number and its currency: also those at which no line breaks. */
const blanks = ' \u00A0\u202F\u2009'
const apostrophes = "'\u2019"
const dash = '\u2212'

/**
 * Numbers in a declared form, read by writing them plainly first: a number that is not of the form, such as one whose
 * thousands are grouped wrongly, is none.
 */
export function fromNumberForm(form: ColumnForm, plain: Conversion): Conversion {
  const fits = new RegExp(numberPattern(form))
  return {
    typed: (text) => plain.typed(sql`CASE WHEN ${matches(text, fits)} THEN ${inPlainForm(text, form)} END`),
    reason: (text) =>
      sql`CASE WHEN ${matches(text, fits)} THEN ${plain.reason(inPlainForm(text, form))} WHEN ${matches(text, notFinite)} THEN 'finite' ELSE 'type' END`,
  }
}

/** The texts that are numbers of a form, as the source of an expression. */
export function numberPattern(form: ColumnForm): string {
  const { decimal = '.' } = form
  const thousands = thousandsOf(form)
  const plain = '[0-9]+'
  const whole = thousands === '' ? plain : `(?:[1-9][0-9]{0,2}(?:[${thousands}][0-9]{3})+|${plain})`
  const point = `[${decimal}]`
  const digits = `(?:${whole}(?:${point}[0-9]*)?|${point}[0-9]+)`
  const currencies = currenciesOf(form)
  const negative = negativesOf(form)
  const sign = `[+${negative.includes('dash') ? dash : ''}-]?`
  if (currencies.length === 0 && negative.every((each) => each === 'dash'))
    return `${sign}${digits}(?:[eE][+-]?[0-9]+)?`
  const blank = `[${blanks}]?`
  const currency = currencies.map(escaped).join('|')
  const before = currency === '' ? '' : `(?:(?:${currency})${blank})?`
  const behind = currency === '' ? '' : `(?:${blank}(?:${currency}))?`
  const number = `${before}${digits}${behind}`
  const ways = [`${sign}${blank}${number}`]
  if (currency !== '') ways.push(`${before}${sign}${blank}${digits}${behind}`)
  if (negative.includes('trailing')) ways.push(`${before}${digits}${blank}-${behind}`, `${number}${blank}-`)
  if (negative.includes('parentheses')) ways.push(`\\(${number}\\)`, `${before}\\(${digits}\\)${behind}`)
  return `(?:${ways.join('|')})`
}

/** A text that is a number of the form, in plain digits with a point. */
function inPlainForm(text: Sql, form: ColumnForm): Sql {
  const { decimal = '.' } = form
  const negative = negativesOf(form)
  const bare = currenciesOf(form).reduce(
    (rest, each) => sql`replace(${rest}, ${textLiteral(each)}, '')`,
    text,
  )
  const between = thousandsOf(form)
  if (bare === text && negative.length === 0) {
    return decimal + between === '.' ? text : sql`translate(${text}, ${textLiteral(decimal + between)}, '.')`
  }
  if (bare === text && negative.every((each) => each === 'dash'))
    return sql`translate(${text}, ${textLiteral(`${decimal}${dash}${between}`)}, '.-')`
  const isBelow = sql`regexp_matches(${bare}, ${textLiteral(`^[^0-9]*[(${dash}-]|-[^0-9]*$`)})`
  const digits = sql`translate(${bare}, ${textLiteral(`${decimal}${between}${blanks}()+${dash}-`)}, '.')`
  return sql`(CASE WHEN ${isBelow} THEN '-' ELSE '' END || ${digits})`
}

function thousandsOf({ thousands }: ColumnForm): string {
  if (thousands === ' ') return blanks
  return thousands === "'" ? apostrophes : (thousands ?? '')
}

/** The longest first, so that none is taken for the beginning of another. */
function currenciesOf({ currency = [] }: ColumnForm): readonly string[] {
  return [currency].flat().toSorted((one, other) => other.length - one.length)
}

function negativesOf({ negative = [] }: ColumnForm): readonly Negative[] {
  return [negative].flat()
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

/** A number of the form, for people. */
export function exampleNumber(form: ColumnForm, decimals: number): string {
  const { decimal = '.', thousands = '' } = form
  const [currency = ''] = [form.currency ?? []].flat()
  const digits = `1${thousands}234${decimals === 0 ? '' : `${decimal}${'56'.slice(0, decimals)}`}`
  return `${digits}${currency === '' ? '' : ` ${currency}`}`
}

/** What makes a form's numbers other than plain ones, in words. */
export function numberFormInWords(form: ColumnForm): string {
  const { decimal, thousands } = form
  const currencies = [form.currency ?? []].flat()
  const parts = [
    ...(decimal === undefined ? [] : [`\`${decimal}\` before the decimals`]),
    ...(thousands === undefined ? [] : [`${betweenInWords[thousands]} between groups of three digits`]),
    ...(currencies.length === 0 ? [] : [`${currencies.join(' or ')} beside the number`]),
    ...negativesOf(form).map((each) => negativesInWords[each]),
  ]
  return parts.join(', ')
}

const betweenInWords: Readonly<Record<NonNullable<ColumnForm['thousands']>, string>> = {
  ',': '`,`',
  '.': '`.`',
  ' ': 'a blank',
  "'": 'an apostrophe',
}

const negativesInWords: Readonly<Record<Negative, string>> = {
  trailing: '`5-` for -5',
  parentheses: '`(5)` for -5',
  dash: '`−5` for -5',
}
