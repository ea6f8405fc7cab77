import { TemplateMistake, type Template } from './template-mistake.js'
import { tokensOf, type Token } from './tokens.js'

/** The tokens of a template, read one after another. */
export class TokenStream {
  private readonly tokens: readonly Token[]
  private index = 0
  /** The names that are read inside of each macro around. */
  private readonly macros: Set<string>[] = []

  constructor(readonly template: Template) {
    this.tokens = tokensOf(template)
  }

  get current(): Token {
    return this.tokens[this.index] ?? this.last()
  }

  get following(): Token {
    return this.tokens[this.index + 1] ?? this.last()
  }

  /** Where the token before ends. */
  get done(): number {
    return this.tokens[this.index - 1]?.end ?? 0
  }

  next(): Token {
    const token = this.current
    this.index++
    return token
  }

  isSign(...signs: readonly string[]): boolean {
    return this.current.is === 'sign' && signs.includes(this.current.text)
  }

  isName(...names: readonly string[]): boolean {
    return this.current.is === 'name' && names.includes(this.current.text)
  }

  /** Takes a sign where it is next. */
  takes(sign: string): boolean {
    const isNext = this.isSign(sign)
    if (isNext) this.index++
    return isNext
  }

  takesName(name: string): boolean {
    const isNext = this.isName(name)
    if (isNext) this.index++
    return isNext
  }

  sign(sign: string): Token {
    return this.isSign(sign) ? this.next() : this.expected(`"${sign}"`)
  }

  name(): Token {
    return this.current.is === 'name' ? this.next() : this.expected('a name')
  }

  theName(name: string): Token {
    return this.isName(name) ? this.next() : this.expected(`"${name}"`)
  }

  close(): Token {
    return this.current.is === 'close' ? this.next() : this.expected('the end of the tag')
  }

  expected(what: string): never {
    const { is, text } = this.current
    const found =
      is === 'close' ? 'the tag ends' : is === 'end' ? 'the template ends' : `"${text}" stands there`
    return this.fail(`${what} is expected, and ${found}.`)
  }

  fail(problem: string, at = this.current.start): never {
    throw new TemplateMistake(problem, { template: this.template, at })
  }

  /** Notes that a name is read. */
  reads(name: string): void {
    for (const names of this.macros) names.add(name)
  }

  /** The names that are read while a macro's body is parsed. */
  readingWithin<T>(parse: () => T): { readonly parsed: T; readonly reads: ReadonlySet<string> } {
    const reads = new Set<string>()
    this.macros.push(reads)
    const parsed = parse()
    this.macros.pop()
    return { parsed, reads }
  }

  private last(): Token {
    const { length } = this.template.text
    return { is: 'end', text: '', start: length, end: length }
  }
}
