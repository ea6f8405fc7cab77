import { Transform } from 'node:stream'

/** Which lines of a file hold no rows. */
export interface LeftOutLines {
  /** How lines begin that are left out wherever they stand. */
  readonly comment: readonly string[]
  /** How the lines begin that stand behind the last row. */
  readonly footer: readonly string[]
  /** How many lines that are not blank stand behind the last row. */
  readonly footerLines: number
  /** What stands around fields; lines within them are no lines of their own. */
  readonly quote: string
  readonly escape: string
}

const mostHeld = 1 << 24

/**
 * Empties the lines of a text in UTF-8 that hold no rows, so that all others keep their numbers.
 * Behind the first line of a footer there may be no row: such a line is told as `rowBehindFooter`.
 */
export class LeavingOut extends Transform {
  readonly #comment: readonly Buffer[]
  readonly #footer: readonly Buffer[]
  readonly #quote: Buffer
  readonly #escaped: Buffer | undefined
  #newline: number | undefined
  #rest: Buffer = Buffer.alloc(0)
  #line = 0
  #isQuoted = false
  #isFooter = false
  /** The last lines, until it is known whether they are the footer. */
  #held: Buffer[] = []

  /** The first line that is no footer and stands behind one. */
  rowBehindFooter: number | undefined

  constructor(private readonly lines: LeftOutLines) {
    super()
    const { comment, footer, quote, escape } = lines
    this.#comment = comment.flatMap((text) => beginnings(text, quote))
    this.#footer = footer.flatMap((text) => beginnings(text, quote))
    this.#quote = Buffer.from(quote)
    this.#escaped = escape === quote || escape === '' ? undefined : Buffer.from(escape)
  }

  override _transform(bytes: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes])
    this.#newline ??= newlineOf(all)
    let from = 0
    const out: Buffer[] = []
    if (this.#newline !== undefined)
      for (let at = all.indexOf(this.#newline); at >= 0; at = all.indexOf(this.#newline, from)) {
        out.push(...this.#kept(all.subarray(from, at + 1)))
        from = at + 1
      }
    this.#rest = all.subarray(from)
    if (this.#rest.length > mostHeld) {
      done(new Error('Maximum line size of 16 MB is exceeded.'))
      return
    }
    if (out.length > 0) this.push(Buffer.concat(out))
    done()
  }

  override _flush(done: (error?: Error | null) => void): void {
    const last = this.#rest.length === 0 ? [] : this.#kept(this.#rest)
    let left = this.lines.footerLines
    const held = this.#held.reverse().map((line) => {
      if (left === 0 || isBlank(line)) return line
      left -= 1
      return blank(line)
    })
    this.push(Buffer.concat([...last, ...held.reverse()]))
    done()
  }

  /** What a line gives on, and what has been held long enough. */
  #kept(line: Buffer): readonly Buffer[] {
    this.#line += 1
    const written = this.#isLeftOut(line) ? blank(line) : line
    if (this.lines.footerLines === 0) return [written]
    this.#held.push(written)
    const filled = this.#held.filter((each) => !isBlank(each)).length
    if (filled <= this.lines.footerLines) return []
    const first = this.#held.findIndex((each) => !isBlank(each))
    return this.#held.splice(0, first + 1)
  }

  #isLeftOut(line: Buffer): boolean {
    if (this.#isFooter) {
      if (!isBlank(line) && !startsWithOne(line, this.#footer)) this.rowBehindFooter ??= this.#line
      return true
    }
    if (!this.#isQuoted) {
      this.#isFooter = startsWithOne(line, this.#footer)
      if (this.#isFooter || startsWithOne(line, this.#comment)) return true
    }
    if (this.#quotesIn(line) % 2 === 1) this.#isQuoted = !this.#isQuoted
    return false
  }

  #quotesIn(line: Buffer): number {
    if (this.#quote.length === 0) return 0
    let count = 0
    for (let at = line.indexOf(this.#quote); at >= 0; at = line.indexOf(this.#quote, at + 1))
      if (!this.#isEscaped(line, at)) count += 1
    return count
  }

  /** An escape that is itself escaped does not count. */
  #isEscaped(line: Buffer, at: number): boolean {
    let before = 0
    while (this.#escaped !== undefined && line[at - before - 1] === this.#escaped[0]) before += 1
    return before % 2 === 1
  }
}

/** A line may begin with blanks, and its first field in quotes. */
function beginnings(text: string, quote: string): readonly Buffer[] {
  return quote === '' ? [Buffer.from(text)] : [Buffer.from(text), Buffer.from(quote + text)]
}

const byteOrderMark = Buffer.from('\uFEFF')

function startsWithOne(line: Buffer, texts: readonly Buffer[]): boolean {
  if (texts.length === 0) return false
  let from = line.subarray(0, 3).equals(byteOrderMark) ? 3 : 0
  while (line[from] === 32 || line[from] === 9) from += 1
  return texts.some((text) => line.subarray(from, from + text.length).equals(text))
}

function newlineOf(bytes: Buffer): number | undefined {
  if (bytes.includes(10)) return 10
  return bytes.includes(13) && bytes.length > bytes.indexOf(13) + 1 ? 13 : undefined
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 32 || byte === 9 || byte === 10 || byte === 13)
}

/** The end of a line, without the line. */
function blank(line: Buffer): Buffer {
  let from = line.length
  while (from > 0 && (line[from - 1] === 10 || line[from - 1] === 13)) from -= 1
  return line.subarray(from)
}
