import { sql, type as typeName, raw, type Sql } from '../sql/sql.js'
import type { Conversion } from './conversion.js'
import { matches } from './conversion.js'
import type { SourceType } from './source.js'

const wholeNumber = /[+-]?[0-9]+(?:\.0+)?/
const anyNumber = /[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/
/** JSON's numbers are read as binary fractions; where they cannot hold all digits, `…` is put behind them. */
export const cutNumber = /.*…/
/** How programs write what is no finite number. */
export const notFinite = /[+-]?(?:[nN][aA][nN]|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)/
const date = /[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T]00:00(?::00(?:\.0+)?)?)?/
const day = '[0-9]{4}-[0-9]{2}-[0-9]{2}'
const minute = '(?:[01][0-9]|2[0-3]):[0-9]{2}'
const second = ':[0-9]{2}(?:\\.[0-9]{1,6}0*)?'
const fineSecond = ':[0-9]{2}(?:\\.[0-9]+)?'
const zone = '(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)'
const timestamp = new RegExp(`${day}(?:[ T]${minute}(?:${second})?)?`)
const fineTimestamp = new RegExp(`${day}(?:[ T]${minute}(?:${fineSecond})?)?`)
const instant = new RegExp(`${day}[ T]${minute}(?:${second})?${zone}`)
const fineInstant = new RegExp(`${day}[ T]${minute}(?:${fineSecond})?${zone}`)

type Kind = 'text' | 'integer' | 'decimal' | 'double' | 'boolean' | 'date' | 'timestamp' | 'instant'

/**
 * How text becomes a value: strictly, and never with a loss. Numbers in plain digits with a decimal point
 * (`17850.0` is a whole number), dates and times in ISO 8601, booleans as true, false, t, f, 1 or 0.
 */
export function fromText(type: SourceType): Conversion {
  return kinds[kindOf(type)](type)
}

export function kindOf(type: SourceType): Kind {
  return type.startsWith('decimal') ? 'decimal' : (type as Exclude<SourceType, `decimal${string}`>)
}

/** Digits in all and behind the point. */
export function decimalSize(type: string): { precision: number; scale: number } {
  const [precision = 38, scale = 0] = (type.match(/\d+/g) ?? []).map(Number)
  return { precision, scale }
}

const kinds: Readonly<Record<Kind, (type: SourceType) => Conversion>> = {
  text: () => ({ typed: (text) => text, reason: () => raw("'type'") }),
  integer: (type) => number(type, wholeNumber),
  decimal: (type) => number(type, decimalOf(decimalSize(type).scale)),
  double: () => ({
    typed: (text) => finite(sql`CASE WHEN ${matches(text, anyNumber)} THEN TRY_CAST(${text} AS DOUBLE) END`),
    reason: (text) => because(text, { range: anyNumber, finite: notFinite }),
  }),
  boolean: () => ({
    typed: (text) =>
      sql`CASE WHEN lower(${text}) IN ('true', 't', '1') THEN true WHEN lower(${text}) IN ('false', 'f', '0') THEN false END`,
    reason: () => raw("'type'"),
  }),
  date: () => ({
    typed: (text) => sql`CASE WHEN ${matches(text, date)} THEN TRY_CAST(left(${text}, 10) AS DATE) END`,
    reason: (text) =>
      sql`CASE WHEN ${matches(text, fineTimestamp)} AND NOT ${matches(text, date)} THEN 'digits' ELSE 'type' END`,
  }),
  timestamp: () => ({
    typed: (text) => sql`CASE WHEN ${matches(text, timestamp)} THEN TRY_CAST(${text} AS TIMESTAMP) END`,
    reason: (text) =>
      sql`CASE WHEN ${matches(text, fineTimestamp)} AND NOT ${matches(text, timestamp)} THEN 'digits' ELSE 'type' END`,
  }),
  instant: () => ({
    // DuckDB reads no offset behind a time without seconds.
    typed: (text) =>
      sql`CASE WHEN ${matches(text, instant)} THEN TRY_CAST(regexp_replace(${text}, '^(.{16})([Z+-])', '\\1:00\\2') AS TIMESTAMPTZ) END`,
    reason: (text) =>
      sql`CASE WHEN ${matches(text, fineInstant)} AND NOT ${matches(text, instant)} THEN 'digits' ELSE 'type' END`,
  }),
}

function decimalOf(scale: number): RegExp {
  const fraction = scale === 0 ? '0+' : `[0-9]{1,${scale}}0*`
  return new RegExp(`[+-]?(?:[0-9]+(?:\\.${fraction})?|\\.${fraction})`)
}

function number(type: SourceType, fits: RegExp): Conversion {
  return {
    typed: (text) => sql`CASE WHEN ${matches(text, fits)} THEN TRY_CAST(${text} AS ${typeName(type)}) END`,
    reason: (text) => because(text, { range: fits, finite: notFinite, digits: anyNumber }),
  }
}

/** The value, where it is neither NaN nor infinite. */
export function finite(double: Sql): Sql {
  return sql`CASE WHEN isfinite(${double}) THEN ${double} END`
}

function because(text: Sql, reasons: { range: RegExp; finite: RegExp; digits?: RegExp }): Sql {
  const { range, finite: infinite, digits = cutNumber } = reasons
  return sql`CASE WHEN ${matches(text, range)} THEN 'range' WHEN ${matches(text, infinite)} THEN 'finite' WHEN ${matches(text, digits)} OR ${matches(text, cutNumber)} THEN 'digits' ELSE 'type' END`
}
