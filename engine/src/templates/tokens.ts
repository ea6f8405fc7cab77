import { TemplateMistake, type Template } from './template-mistake.js'

/** A piece of a template: text between tags, the two ends of a tag, or a word, text, number or sign inside of one. */
export interface Token {
  readonly is: 'data' | 'open' | 'close' | 'name' | 'text' | 'whole' | 'float' | 'sign' | 'end'
  /** As written; a text without its quotes. */
  readonly text: string
  readonly start: number
  readonly end: number
}

/** What Python takes for blanks, inside of a class of a regular expression. */
export const blanks = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`

const trailing = new RegExp(`[${blanks}]+$`)
const leading = new RegExp(`[${blanks}]*`, 'y')
const opening = /\{%([-+]?)\s*raw\s*(-?)%\}|\{([{%#])([-+]?)/g
const endOfRaw = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g
const endOfComment = /([-+]?)#\}/g
const inTag = [
  ['float', /(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][-+]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/y],
  ['whole', /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*/y],
  ['name', /[\p{L}\p{Nl}_][\p{L}\p{N}\p{M}_]*/uy],
  ['text', /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y],
  ['sign', /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y],
] as const

/**
 * The tokens of a template, as Jinja2 reads it: `-` beside a tag takes blanks away, `raw` blocks are text, one line's end
 * at the end of the file is dropped.
 *
 * @throws TemplateMistake with its place
 */
export function tokensOf(template: Template): readonly Token[] {
  const reader = new Reader(template)
  while (reader.readData()) reader.readTag()
  return reader.tokens
}

class Reader {
  readonly tokens: Token[] = []
  private readonly source: string
  private at = 0

  constructor(private readonly template: Template) {
    this.source = template.text.replace(/\n$/, '')
  }

  /** Reads text up to the next tag; false at the end of the template. */
  readData(): boolean {
    for (;;) {
      const found = this.next(opening)
      if (found === undefined) {
        this.data(this.source.length)
        this.add('end', '', this.source.length)
        return false
      }
      const [all, rawSign, rawEnd, kind, sign] = found
      this.data(found.index, (kind === undefined ? rawSign : sign) === '-')
      this.at = found.index + all.length
      if (kind === undefined) this.readRaw(found.index, rawEnd === '-')
      else if (kind === '#') this.readComment(found.index)
      else {
        this.tokens.push({ is: 'open', text: `{${kind}`, start: found.index, end: this.at })
        return true
      }
    }
  }

  /** Reads the inside of a tag, and its end. */
  readTag(): void {
    const open = this.tokens.at(-1)
    const closing = open?.text === '{{' ? /-?\}\}/y : /[-+]?%\}/y
    const expected: string[] = []
    for (;;) {
      this.skipBlanks()
      const close = expected.length === 0 ? this.here(closing) : undefined
      if (close !== undefined) {
        this.add('close', close, this.at + close.length)
        if (close.startsWith('-')) this.skipBlanks()
        return
      }
      if (this.at >= this.source.length)
        throw this.mistake(`a tag that is opened with "${open?.text ?? ''}" does not end.`, open?.start)
      this.readWord(expected)
    }
  }

  private readWord(expected: string[]): void {
    for (const [is, pattern] of inTag) {
      const found = this.here(pattern)
      if (found === undefined) continue
      if (is === 'sign') this.balance(found, expected)
      this.add(is, is === 'text' ? found.slice(1, -1) : found, this.at + found.length)
      return
    }
    const sign = String.fromCodePoint(this.source.codePointAt(this.at) ?? 32)
    const problem = /['"]/.test(sign)
      ? `a text that begins with ${sign} does not end.`
      : `"${sign}" has no meaning inside of a tag.`
    throw this.mistake(problem)
  }

  private balance(sign: string, expected: string[]): void {
    const closing = { '(': ')', '[': ']', '{': '}' }[sign]
    if (closing !== undefined) expected.push(closing)
    else if (')]}'.includes(sign) && expected.pop() !== sign)
      throw this.mistake(`"${sign}" closes what is not open.`)
  }

  private readRaw(start: number, isStripped: boolean): void {
    if (isStripped) this.skipBlanks()
    const found = this.next(endOfRaw)
    if (found === undefined) throw this.mistake('a block raw does not end with {% endraw %}.', start)
    this.data(found.index, found[1] === '-')
    this.at = found.index + found[0].length
    if (found[2] === '-') this.skipBlanks()
  }

  private readComment(start: number): void {
    const found = this.next(endOfComment)
    if (found === undefined) throw this.mistake('a comment does not end with #}.', start)
    this.at = found.index + found[0].length
    if (found[1] === '-') this.skipBlanks()
  }

  private data(end: number, isStripped = false): void {
    const text = this.source.slice(this.at, end)
    const kept = isStripped ? text.replace(trailing, '') : text
    if (kept !== '') this.tokens.push({ is: 'data', text: kept, start: this.at, end: this.at + kept.length })
    this.at = end
  }

  private add(is: Token['is'], text: string, end: number): void {
    this.tokens.push({ is, text, start: this.at, end })
    this.at = end
  }

  private skipBlanks(): void {
    this.at += this.here(leading)?.length ?? 0
  }

  private here(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    return pattern.exec(this.source)?.[0]
  }

  private next(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    return pattern.exec(this.source) ?? undefined
  }

  private mistake(problem: string, at = this.at): TemplateMistake {
    return new TemplateMistake(problem, { template: this.template, at })
  }
}
