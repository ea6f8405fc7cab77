import { Problem } from './problem.js'

/** Lets so many pieces of work run at a time, in the order in which they asked; the others wait, up to a number. */
export class Slots {
  #running = 0
  readonly #waiting: (() => void)[] = []

  constructor(
    private readonly most: number,
    private readonly mostWaiting: number,
  ) {}

  /** @throws Problem `too-busy` where too many wait already */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.most) {
      if (this.#waiting.length >= this.mostWaiting) {
        throw new Problem({
          status: 503,
          code: 'too-busy',
          detail: 'Too many questions wait to be answered.',
          fix: 'Ask again in a few seconds.',
        })
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    } else {
      this.#running += 1
    }
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#running -= 1
      else next()
    }
  }
}
