import pico from 'picocolors'
import type { Io, Output } from './io.js'

/** Paints text for a terminal. */
export type Paint = (text: string) => string

export interface Colours {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
}

/** The colours for an output: none unless it is a terminal, and none with `NO_COLOR` or on a dumb terminal. */
export function coloursFor(output: Output, env: Io['env']): Colours {
  const isWanted = output.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  return pico.createColors(isWanted)
}
