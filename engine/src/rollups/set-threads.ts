import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Tinypool } from 'tinypool'
import type { SetRow } from './cell-sets.js'
import { makeSets, type RolledCell, type YearMembers } from './make-sets.js'

/** From so many rows of a year on its sets are worth a thread. */
const manyRows = 100_000
/** Cells of fewer dimensions hold the rows of the others: more threads would wait for them. */
const mostThreads = 4

const file = new URL('./make-sets.js', import.meta.url)

/**
 * Makes sets in threads beside this one, which goes on reading, and serving where there is a server. Of few rows they
 * are made here, and where this runs as TypeScript, which a thread could not load.
 */
export class SetThreads {
  #pool: Tinypool | undefined

  constructor(private readonly from = manyRows) {}

  /** The sets of a year's cells, in their order. */
  make(year: YearMembers, cells: readonly RolledCell[]): Promise<readonly (readonly SetRow[])[]> {
    if (year.days.ids.length < this.from || import.meta.url.endsWith('.ts'))
      return Promise.resolve(cells.map((cell) => makeSets(year, cell)))
    const maxThreads = Math.min(availableParallelism(), mostThreads)
    this.#pool ??= new Tinypool({ filename: fileURLToPath(file), minThreads: 1, maxThreads })
    const pool = this.#pool
    return Promise.all(cells.map((cell) => pool.run({ year, cell }) as Promise<readonly SetRow[]>))
  }

  /** Ends the threads, also such as are at work. */
  async end(): Promise<void> {
    await this.#pool?.destroy()
  }
}
