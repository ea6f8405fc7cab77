import type { ReportedDay } from '../../plans/plan-report.js'
import type { Colours, Paint } from '../colours.js'

/** What a month's bars are drawn to. */
export interface BarScale {
  /** The amount that fills the bar. */
  readonly most: number
  /** In characters. */
  readonly width: number
}

/** The scale on which every day's amounts fit. */
export function barScale(days: readonly ReportedDay[], width: number): BarScale {
  const amounts = days.flatMap(({ kpi_day_initial, kpi_day_adjustment, actual, eod }) =>
    [kpi_day_initial, kpi_day_adjustment, actual, eod].map(Number),
  )
  return { most: Math.max(0, ...amounts.filter(Number.isFinite)), width }
}

/**
 * A day as a bar: what was booked is full, what today is projected to add half full, what a day to come is to bring
 * pale; `│` stands at the initial target.
 */
export function dayBar(
  day: ReportedDay,
  scale: BarScale,
  { green, yellow, cyan, dim, bold }: Colours,
): string {
  const at = (amount: string | null) => place(Number(amount ?? 0), scale)
  const [booked, target] = [at(day.actual), at(day.kpi_day_initial)]
  const isComing = day.state === 'coming' || day.state === 'frozen'
  const paint =
    Number(day.actual ?? 0) >= Number(day.kpi_day_initial) ? green : day.eod === null ? yellow : cyan
  const full = Math.max(booked, isComing ? at(day.kpi_day_adjustment) : at(day.eod))
  const cells = Array.from({ length: scale.width }, (_, cell): readonly [string, Paint] => {
    if (cell === Math.min(target, scale.width - 1)) return ['│', bold]
    if (cell < booked) return ['█', paint]
    if (cell < full) return isComing ? ['░', dim] : ['▒', paint]
    return [' ', plainly]
  })
  return painted(cells)
}

/** How many characters an amount fills; what is not above 0 fills none. */
export function place(amount: number, { most, width }: BarScale): number {
  return most <= 0 || !(amount > 0) ? 0 : Math.max(1, Math.round((amount / most) * width))
}

/** Characters painted in runs, so that a line holds few codes; without the blanks at its end. */
export function painted(cells: readonly (readonly [string, Paint])[]): string {
  const end = cells.findLastIndex(([character]) => character !== ' ') + 1
  const runs: { text: string; paint: Paint }[] = []
  for (const [character, paint] of cells.slice(0, end)) {
    const last = runs.at(-1)
    if (last?.paint === paint) last.text += character
    else runs.push({ text: character, paint })
  }
  return runs.map(({ text, paint }) => paint(text)).join('')
}

export function plainly(text: string): string {
  return text
}
