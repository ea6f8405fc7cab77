/** Where a piece of a rendered template stands in the template's file; lines and columns count from 1. */
export interface TemplatePlace {
  readonly line: number
  readonly column: number
}

/** A stretch of rendered text that was copied from the template as it is. */
interface Stretch {
  /** Offset in the rendered text. */
  readonly at: number
  /** Offset in the template, and where the copied text ends there. */
  readonly from: number
  readonly to: number
}

/** Maps offsets in rendered text to places in the template. */
export class TemplatePositions {
  constructor(
    private readonly template: string,
    private readonly stretches: readonly Stretch[],
  ) {}

  /** The place of an offset in the rendered text; inside of what a `{{ … }}` gave, the place of that tag. */
  placeOf(offset: number): TemplatePlace {
    const before = this.stretches.filter(({ at }) => at <= offset).at(-1)
    if (before === undefined) return placeIn(this.template, 0)
    return placeIn(this.template, Math.min(before.from + offset - before.at, before.to))
  }
}

/** The line and column of an offset in a text. */
export function placeIn(text: string, offset: number): TemplatePlace {
  const lines = text.slice(0, offset).split('\n')
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 }
}

const mark = /\uE000(\d+),(\d+)\uE001/g

/**
 * Puts marks into a template's text, outside of its tags, that say where they stand. What is rendered from it
 * carries the marks along; {@link withoutMarks} takes them out again.
 */
export function withMarks(template: string): string {
  let marked = ''
  for (const { text, start, isTag } of pieces(template)) {
    if (isTag) marked += text
    else {
      const end = start + text.length
      // Not before blanks: `{%-` and `-%}` take those away.
      marked += text.replace(
        /^([^\S\n]*)(?=\S)/gm,
        (blanks, _all, at: number) => `${blanks}\uE000${start + at + blanks.length},${end}\uE001`,
      )
    }
  }
  return marked
}

/** The rendered text without its marks, and what they said. */
export function withoutMarks(
  rendered: string,
  template: string,
): { readonly text: string; readonly positions: TemplatePositions } {
  const stretches: Stretch[] = []
  let text = ''
  let done = 0
  for (const found of rendered.matchAll(mark)) {
    text += rendered.slice(done, found.index)
    done = found.index + found[0].length
    stretches.push({ at: text.length, from: Number(found[1]), to: Number(found[2]) })
  }
  return { text: text + rendered.slice(done), positions: new TemplatePositions(template, stretches) }
}

interface Piece {
  readonly text: string
  readonly start: number
  readonly isTag: boolean
}

/** A template's tags, and the text between them. Strings inside a tag may hold the tag's end. */
function pieces(template: string): readonly Piece[] {
  const tags = /\{#[^]*?#\}|\{\{(?:'[^']*'|"[^"]*"|[^])*?\}\}|\{%(?:'[^']*'|"[^"]*"|[^])*?%\}/g
  const found: Piece[] = []
  let done = 0
  for (const { 0: text, index } of template.matchAll(tags)) {
    found.push({ text: template.slice(done, index), start: done, isTag: false })
    found.push({ text, start: index, isTag: true })
    done = index + text.length
  }
  found.push({ text: template.slice(done), start: done, isTag: false })
  return found
}
