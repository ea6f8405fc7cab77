import { dayInWords } from './words.js'

/** A moment that was recorded in UTC, by the clock of a zone: `21 November 2026, 17:38 (Asia/Kuala_Lumpur)`. */
export function momentInWords(text: string, timeZone: string): string {
  const moment = new Date(`${text.slice(0, 10)}T${text.slice(11, 19)}Z`)
  const local = moment.toLocaleString('sv-SE', { timeZone })
  return `${clockInWords(local)} (${timeZone})`
}

/** A moment by the project's clock: `21 November 2026, 14:37`. */
export function clockInWords(text: string): string {
  return `${dayInWords(text.slice(0, 10))}, ${text.slice(11, 16)}`
}
