import { Transform } from 'node:stream'
import iconv from 'iconv-lite'
import { isSingleByte, plainEncoding } from './encoding.js'

/** What is wrong with the bytes of a file that is declared to be of an encoding. */
export interface UndecodedBytes {
  /** How many characters cannot be. */
  readonly count: number
  /** The lines of the first three. */
  readonly lines: readonly number[]
}

/** Turns bytes of an encoding into UTF-8, without a byte-order mark, and counts what cannot be. */
export class Decoding extends Transform {
  readonly #decoder
  readonly #strange: RegExp
  /** As long as all bytes are UTF-8 as well; then what is beyond ASCII is no chance. */
  #asUtf8: InstanceType<typeof TextDecoder> | undefined
  #isBeyondAscii = false
  #line = 1
  #count = 0
  readonly #lines: number[] = []
  /** How many bytes a character has at least. */
  readonly #unit: number
  #bytes = 0
  /** The first half of a pair that UTF-16 needs for rare characters, until the second comes. */
  #half = ''

  constructor(encoding: string) {
    super()
    this.#unit = /^(utf16|ucs2)/.test(plainEncoding(encoding)) ? 2 : 1
    this.#decoder = iconv.getDecoder(encoding, { stripBOM: true })
    this.#strange = strangeIn(encoding)
    if (isSingleByte(encoding)) this.#asUtf8 = new TextDecoder('utf-8', { fatal: true })
  }

  get undecoded(): UndecodedBytes {
    return { count: this.#count, lines: this.#lines }
  }

  /** Whether all bytes were UTF-8, and some of them beyond ASCII. */
  get wasUtf8(): boolean {
    return this.#asUtf8 !== undefined && this.#isBeyondAscii
  }

  override _transform(bytes: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#lookForUtf8(bytes)
    this.#bytes += bytes.length
    const text = this.#half + this.#decoder.write(bytes)
    this.#half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? ''
    this.#push(this.#half === '' ? text : text.slice(0, -1))
    done()
  }

  override _flush(done: (error?: Error | null) => void): void {
    const rest = this.#bytes % this.#unit === 0 ? '' : '\uD800'
    this.#push(this.#half + (this.#decoder.end() ?? '') + rest)
    done()
  }

  #lookForUtf8(bytes: Buffer): void {
    if (this.#asUtf8 === undefined) return
    try {
      const text = this.#asUtf8.decode(bytes, { stream: true })
      this.#isBeyondAscii ||= /[^\0-\x7F]/.test(text)
    } catch {
      this.#asUtf8 = undefined
    }
  }

  #push(text: string): void {
    if (text === '') return
    const broken = this.#strange.test(text) ? [...text.matchAll(new RegExp(this.#strange, 'gu'))] : []
    for (const { index } of broken.slice(0, 3 - this.#lines.length))
      this.#lines.push(this.#line + newlines(Buffer.from(text.slice(0, index))))
    this.#count += broken.length
    const bytes = Buffer.from(text)
    this.#line += newlines(bytes)
    this.push(bytes)
  }
}

/** What stands in decoded text for bytes that are nothing: in ISO 8859 the control characters that nobody writes. */
function strangeIn(encoding: string): RegExp {
  const plain = plainEncoding(encoding)
  if (plain.startsWith('utf16') || plain === 'ucs2') return /\p{Surrogate}/u
  return /^(iso8859|latin|l\d)/.test(plain) ? /[\uFFFD\x80-\x9F]/u : /\uFFFD/u
}

function newlines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count += 1
  return count
}
