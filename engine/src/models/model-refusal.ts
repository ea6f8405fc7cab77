import { Refusal } from '../errors.js'
import type { Model, RenderedModel } from './model.js'
import { concealed } from './concealed.js'

/**
 * What a warehouse says against a model's SQL, with the place in the template that it means: the word at which
 * the warehouse points, else the first name in its message that the template holds.
 */
export function modelRefusal(
  refusal: Refusal,
  { name: model, file }: Model,
  { sql: rendered, positions, secrets }: RenderedModel,
): Refusal {
  if (refusal.code !== 'sql-refused') return refusal
  const { warehouse, message, sql, at } = refusal.facts as Refusal<'sql-refused'>['facts']
  const pointed = at === undefined ? undefined : sameWord(sql, at, rendered)
  const place = positions.placeOf(pointed ?? namedIn(message, rendered) ?? firstWord(rendered))
  const said = message
    .replace(/\n\s*LINE \d+:[^]*$/, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim()
  return new Refusal(
    'model-refused',
    { model, file: file.path, ...place, warehouse, message: concealed(said, secrets) },
    // The cause holds the SQL, and with it what no message repeats.
    secrets.length > 0 ? {} : { cause: refusal },
  )
}

interface Word {
  readonly text: string
  readonly at: number
}

function words(sql: string): readonly Word[] {
  return [...sql.matchAll(/[\p{L}_][\p{L}\p{N}_$]*|\d+/gu)].map(({ 0: text, index }) => ({
    text: text.toLowerCase(),
    at: index,
  }))
}

/** Where in the rendered template the word stands that stands at an offset of the translated SQL. */
function sameWord(sql: string, at: number, rendered: string): number | undefined {
  const translated = words(sql)
  const meant = translated.findIndex((word) => word.at + word.text.length > at)
  const candidates = words(rendered)
  const near = (list: readonly Word[], index: number) =>
    [-3, -2, -1, 1, 2, 3].map((step) => list[index + step]?.text)
  const around = near(translated, meant)
  const ranked = candidates
    .map((word, index) => ({ word, index }))
    .filter(({ word }) => word.text === translated[meant]?.text)
    .map(({ word, index }) => ({
      word,
      alike: near(candidates, index).filter((text, step) => text !== undefined && text === around[step])
        .length,
    }))
    .sort((one, other) => other.alike - one.alike)
  return ranked[0]?.word.at
}

function namedIn(message: string, rendered: string): number | undefined {
  const known = words(rendered)
  for (const [, name = ''] of message.matchAll(/[`'"]([^`'"\s]+)[`'"]/g)) {
    const plain = name.split('.').at(-1)?.toLowerCase()
    const found = known.find((word) => word.text === plain)
    if (found !== undefined) return found.at
  }
  return undefined
}

function firstWord(rendered: string): number {
  return words(rendered)[0]?.at ?? 0
}
