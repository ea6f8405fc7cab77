import type { Calendar } from '../../calendar/calendar.js'
import type { Colours, Paint } from '../colours.js'

/** What a page is drawn on. */
export interface Screen {
  /** Characters in a line. */
  readonly width: number
  readonly colours: Colours
  readonly calendar: Calendar
}

/** Paints in a colour of `#rrggbb`, as near as a terminal of 256 colours comes; not at all where none are wanted. */
export function painted(colour: string, { bold }: Colours): Paint {
  if (bold('x') === 'x') return (text) => text
  const [red, green, blue] = [1, 3, 5].map((at) =>
    Math.round((parseInt(colour.slice(at, at + 2), 16) / 255) * 5),
  )
  const code = 16 + 36 * (red ?? 0) + 6 * (green ?? 0) + (blue ?? 0)
  return (text) => (text.trim() === '' ? text : `\u001b[38;5;${code}m${text}\u001b[39m`)
}

/** What fills a series where colours cannot tell it from others. */
export function fillOf(index: number, { bold }: Colours): string {
  return bold('x') === 'x' ? (['█', '▓', '▒', '░'][index % 4] ?? '█') : '█'
}
