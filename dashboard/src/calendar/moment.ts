import { dayInWords } from './words.js'

/** A moment as it was recorded, in UTC: `21 November 2026, 09:38 UTC`. */
export function momentInWords(text: string): string {
  return `${clockInWords(text)} UTC`
}

/** A moment by the project's clock: `21 November 2026, 14:37`. */
export function clockInWords(text: string): string {
  return `${dayInWords(text.slice(0, 10))}, ${text.slice(11, 16)}`
}
