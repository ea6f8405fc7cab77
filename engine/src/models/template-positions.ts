import type { Stretch } from '../templates/output.js'

/** Where a piece of a rendered template stands in the template's file; lines and columns count from 1. */
export interface TemplatePlace {
  readonly line: number
  readonly column: number
}

/** Maps offsets in rendered text to places in the template. */
export class TemplatePositions {
  constructor(
    private readonly template: string,
    private readonly stretches: readonly Stretch[],
  ) {}

  /** The place of an offset in the rendered text; inside of what a `{{ … }}` gave, the place of that tag. */
  placeOf(offset: number): TemplatePlace {
    const before = this.stretches.findLast(({ at }) => at <= offset)
    if (before === undefined) return placeIn(this.template, 0)
    return placeIn(this.template, Math.min(before.from + offset - before.at, before.to))
  }
}

/**
 * Where the lines of a text stand that a template held as a value before it was used. A line that the template does not
 * hold as it is, such as one that a loop made, is placed where the one before it ends.
 */
export function positionsOfText(template: string, text: string): TemplatePositions {
  const stretches: Stretch[] = []
  let at = 0
  let behind = 0
  for (const line of text.split('\n')) {
    // What a tag gave is not what the template holds; what stands before it is.
    const [words = ''] = line.trim().split(/\s*\bdaymark_ref_/)
    const from = words === '' ? -1 : template.indexOf(words, behind)
    if (from >= 0) {
      behind = from + words.length
      stretches.push({ at: at + line.indexOf(words), from, to: behind })
    } else if (line.trim() !== '') stretches.push({ at, from: behind, to: behind })
    at += line.length + 1
  }
  return new TemplatePositions(template, stretches)
}

/** The line and column of an offset in a text. */
export function placeIn(text: string, offset: number): TemplatePlace {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 }
}
