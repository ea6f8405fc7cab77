import type { Io } from '../io.js'
import { coloursFor, type Colours } from '../colours.js'

/** What a page is drawn on. */
export interface PlanScreen {
  /** In characters. */
  readonly width: number
  readonly colours: Colours
}

const [narrowest, usual, widest] = [60, 80, 132]

/** The terminal, else what `COLUMNS` says, within what a month can be read at. */
export function planScreen({ stdout, env }: Io): PlanScreen {
  const said = Number(env['COLUMNS'])
  const width = stdout.columns ?? (Number.isInteger(said) && said > 0 ? said : usual)
  return { width: Math.max(narrowest, Math.min(widest, width)), colours: coloursFor(stdout, env) }
}
