import { coloursFor } from './colours.js'
import type { Io } from './io.js'

/** Says what a reader should know beside the figures, where a format of bare figures has no place for it. */
export async function writeNotes({ stderr, env }: Io, notes: readonly string[]): Promise<void> {
  const { yellow } = coloursFor(stderr, env)
  for (const note of notes) await stderr.write(`${yellow('note')}: ${note}\n`)
}
