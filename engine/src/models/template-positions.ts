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

/** The line and column of an offset in a text. */
export function placeIn(text: string, offset: number): TemplatePlace {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 }
}
