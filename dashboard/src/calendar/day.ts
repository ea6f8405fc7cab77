/** A business day as ISO text: `2026-01-15`. */
export type Day = string

/** The first and the last day; both belong to it. */
export interface Range {
  readonly from: Day
  readonly to: Day
}

const millisecondsOfADay = 86_400_000

/** Days since 1 January 1970; time zones do not come into it. */
function numbered(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`) / millisecondsOfADay
}

function dayNumbered(number: number): Day {
  return new Date(number * millisecondsOfADay).toISOString().slice(0, 10)
}

/** Whether a text is a day that exists. */
export function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(numbered(text)) && dayNumbered(numbered(text)) === text
  )
}

/** So many days later, or earlier. */
export function addDays(day: Day, days: number): Day {
  return dayNumbered(numbered(day) + days)
}

/** How many days a range has. */
export function daysIn({ from, to }: Range): number {
  return numbered(to) - numbered(from) + 1
}

/** 1 for Monday to 7 for Sunday. */
export function weekday(day: Day): number {
  return ((((numbered(day) + 3) % 7) + 7) % 7) + 1
}

/** The month of a day, so many months on: `2026-01`. */
export function addMonths(month: string, months: number): string {
  const at = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months
  return `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}`
}

/** All days of a month. */
export function monthRange(month: string): Range {
  return { from: `${month}-01`, to: addDays(`${addMonths(month, 1)}-01`, -1) }
}

/** The earlier of two days. */
export function earlier(one: Day, other: Day): Day {
  return one < other ? one : other
}
