/**
 * Lets one piece of work run at a time, in the order in which they asked.
 *
 * @example
 * const turns = new Turns()
 * await Promise.all([turns.take(first), turns.take(second)]) // second starts when first has ended
 */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work)
    this.last = turn.catch(() => undefined)
    return turn
  }
}
