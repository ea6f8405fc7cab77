import { Decimal } from 'decimal.js'

/**
 * Stands before a cell that is no text, with a letter for its kind behind it: `n` a number, `d` a day or time, `b` true or
 * false, `e` an error. No workbook can hold the character itself.
 */
export const cellMark = '\u001F'

/** A cell as `hucre` reads it. */
export type CellValue = string | number | boolean | Date | null | undefined

/** A cell as a text, with its kind; null where it is empty. */
export function cellText(value: CellValue): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return `${cellMark}b${String(value)}`
  return typeof value === 'number' ? numberText(value) : `${cellMark}d${timeText(value)}`
}

/** An error of a cell, such as `#N/A`, or a formula that has no value. */
export function errorText(shown: string): string {
  return `${cellMark}e${shown}`
}

/**
 * A number in plain digits, as it is and, where that is another, as spreadsheets show it: with fifteen digits. Where these
 * are not all, `…` stands behind them.
 */
function numberText(value: number): string {
  const exact = plainDigits(value)
  const shown = shownDigits(value, exact)
  return `${cellMark}n${exact}${shown === exact ? '' : `${cellMark}${shown}`}`
}

function shownDigits(value: number, exact: string): string {
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? exact : `${exact}…`
  const rounded = Number(value.toPrecision(15))
  // What a sum of binary fractions is off by, and no more.
  return Math.abs(value - rounded) <= Math.abs(value) * 1e-15 ? plainDigits(rounded) : `${exact}…`
}

function plainDigits(value: number): string {
  const text = String(value)
  return text.includes('e') ? new Decimal(value).toFixed() : text
}

/** A day, with the time of day where it has one; a time alone where there is no day, as in the first cells of a calendar. */
function timeText(value: Date): string {
  const [day = '', clock = ''] = value.toISOString().replace('Z', '').split('T')
  const time = clock.replace(/\.?0+$/, '').padEnd(8, ':00')
  if (clock === '00:00:00.000') return day
  const exactTime = clock.endsWith('.000') ? clock.slice(0, 8) : time
  return day < '1900-01-01' || day === '1904-01-01' ? exactTime : `${day} ${exactTime}`
}

/** A column's letter, such as C for the third. */
export function columnLetter(position: number): string {
  const before = Math.floor(position / 26)
  const last = String.fromCharCode(65 + (position % 26))
  return before === 0 ? last : columnLetter(before - 1) + last
}
