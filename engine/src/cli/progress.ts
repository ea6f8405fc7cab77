import { coloursFor } from './colours.js'
import type { Io } from './io.js'

/** One step of a longer work. */
export interface Step {
  /** Steps done before this one. */
  readonly done: number
  readonly of: number
  readonly doing: string
}

/** What takes longer than this is reported, in milliseconds. */
const patience = 1000
const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const frameLength = 80

/**
 * Shows on stderr what is being done, once it takes over a second: in a terminal as one line that changes,
 * elsewhere as a line for each step that takes so long.
 */
export class Progress {
  readonly #io: Io
  readonly #isQuiet: boolean
  readonly #startedAt = Date.now()
  #step: Step | undefined
  #timer: NodeJS.Timeout | undefined
  #isLineShown = false

  constructor(io: Io, { isQuiet }: { readonly isQuiet: boolean }) {
    this.#io = io
    this.#isQuiet = isQuiet
  }

  /** Says that a step begins. */
  begin(step: Step): void {
    this.#step = step
    if (this.#isQuiet) return
    if (this.#io.stderr.isTTY) this.#timer ??= setInterval(() => void this.#draw(), frameLength)
    else {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void this.#say(`${this.#position(step)} ${step.doing} …\n`), patience)
    }
  }

  /** Takes the line away; nothing more is shown. */
  async end(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#isLineShown) await this.#say('\r\u001b[K')
    this.#isLineShown = false
  }

  async #draw(): Promise<void> {
    const elapsed = Date.now() - this.#startedAt
    if (this.#step === undefined || elapsed < patience) return
    const { cyan, dim } = coloursFor(this.#io.stderr, this.#io.env)
    const frame = frames[Math.floor(elapsed / frameLength) % frames.length] ?? ''
    const { doing } = this.#step
    this.#isLineShown = true
    await this.#say(
      `\r${cyan(frame)} ${this.#position(this.#step)} ${doing} ${dim(`${Math.round(elapsed / 1000)} s`)}\u001b[K`,
    )
  }

  #position({ done, of }: Step): string {
    return `[${done + 1}/${of}]`
  }

  #say(text: string): Promise<void> {
    return this.#io.stderr.write(text)
  }
}
