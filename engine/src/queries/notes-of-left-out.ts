import { readRowsLeftOut } from '../builds/left-out-table.js'
import { Refusal, type RowsLeftOut } from '../errors.js'
import type { Leaf } from '../measures/leaf.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { AnswerNote } from './answer.js'
import { dataVersion } from './data-state.js'
import { processCache } from './process-cache.js'
import type { Filter } from './question.js'

interface Asker {
  /** Rows beside those of the asker are never told of, not even their number. */
  readonly rows?: readonly Filter[]
  /** Whether it may be said where rows stand. Default: it may. */
  readonly placesRows?: boolean
  readonly cache?: RollupCache | undefined
}

/**
 * What to say of rows that the question's metrics would count and cannot: those without a day, and for metrics that
 * count members those that name nobody.
 */
export async function notesOfLeftOut(
  session: ReadSession,
  leaves: readonly Leaf[],
  { rows = [], placesRows = true, cache = processCache }: Asker,
): Promise<readonly AnswerNote[]> {
  if (rows.length > 0) return []
  const found = await leftOutIn(session, cache)
  return found
    .filter((each) => leaves.some((leaf) => concerns(leaf, each)))
    .map((each) => {
      const facts = placesRows ? each : { ...each, examples: [] }
      const { rows: leftOut, ...others } = facts
      return { code: 'rows-left-out', says: new Refusal('rows-left-out', facts).message, leftOut, ...others }
    })
}

function concerns(leaf: Leaf, { activities, source, identity }: RowsLeftOut): boolean {
  const { kind, name } = leaf.of
  const isRead = kind === 'activity' ? activities.includes(name) : name === source
  return isRead && (identity === null || ('identity' in leaf && leaf.identity === identity))
}

/** What was found of the data that a session sees. */
async function leftOutIn(session: ReadSession, cache: RollupCache): Promise<readonly RowsLeftOut[]> {
  const key = `rows left out of ${await dataVersion(session)}`
  const known = cache.get(key)
  if (known !== undefined) return known as readonly RowsLeftOut[]
  const found = (await readRowsLeftOut(session)) ?? []
  cache.put(key, found, 200 + 500 * found.length)
  return found
}
