import type { Day } from '../calendar/day.js'
import type { Moment } from '../calendar/moment.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { dataVersion } from './data-state.js'
import { processCache } from './process-cache.js'
import type { Filter } from './question.js'

/** What decides about an answer beside what is asked and the data. */
export interface AskedBy {
  readonly loaded: LoadedProject
  readonly today: Day
  readonly rows?: readonly Filter[]
  readonly placesRows?: boolean
  readonly rollups?: boolean | undefined
  readonly cache?: RollupCache | undefined
}

/** An answer, and how much memory it takes, roughly. */
export interface Sized<T> {
  readonly value: T
  readonly bytes: number
}

/**
 * What was answered to the same before, of the same state of the data and for whoever sees the same rows; else what
 * `answer` finds, which is kept. Without rollups nothing is.
 *
 * @param until the moment, where the answer moves with it
 */
export async function keptAnswer<T>(
  session: ReadSession,
  {
    asked,
    by,
    until,
  }: { readonly asked: unknown; readonly by: AskedBy; readonly until?: Moment | undefined },
  answer: () => Promise<Sized<T>>,
): Promise<T> {
  const { loaded, today, rows = [], placesRows = true, rollups = true, cache = processCache } = by
  if (!rollups) return (await answer()).value
  const version = await dataVersion(session)
  const key = `answer ${JSON.stringify([numberOf(loaded), asked, today, until?.toString(), rows, placesRows])} of ${version}`
  const known = cache.get(key)
  if (known !== undefined) return known as T
  // Nobody waits for an answer that another's session finds: it would be lost to all if that one were stopped.
  const { value, bytes } = await answer()
  cache.put(key, value, bytes)
  return value
}

const numbers = new WeakMap<LoadedProject, number>()
let loadedSoFar = 0

/** A number that no other loaded project has. */
function numberOf(loaded: LoadedProject): number {
  const known = numbers.get(loaded) ?? (loadedSoFar += 1)
  numbers.set(loaded, known)
  return known
}
