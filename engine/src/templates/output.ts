import { TemplateMistake } from './template-mistake.js'

/** A stretch of rendered text, and where it stands in the template. */
export interface Stretch {
  /** Offset in the rendered text. */
  readonly at: number
  /** Offset in the template, and where what was copied ends there. */
  readonly from: number
  readonly to: number
}

const longest = 50_000_000

/** What a template has written so far. */
export class Output {
  readonly stretches: Stretch[] = []
  private readonly parts: string[] = []
  private length = 0

  get text(): string {
    return this.parts.join('')
  }

  /** Adds text: copied from an offset of the template on, or made by the tag that stands there. */
  write(text: string, from: number, isCopied = false): void {
    if (text === '') return
    this.stretches.push({ at: this.length, from, to: isCopied ? from + text.length : from })
    this.parts.push(text)
    this.length += text.length
    if (this.length > longest) throw new TemplateMistake('the template writes too much text.')
  }
}
