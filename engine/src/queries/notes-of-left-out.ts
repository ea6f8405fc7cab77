import { readRowsLeftOut } from '../builds/left-out-table.js'
import { Refusal, type Reader, type RowsLeftOut } from '../errors.js'
import { countsMembers, type Leaf } from '../measures/leaf.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { AnswerNote } from './answer.js'
import { askedSegments, type SegmentQuestion } from './asked-segments.js'
import { dataVersion } from './data-state.js'
import { processCache } from './process-cache.js'
import type { Filter } from './question.js'

interface Asked {
  readonly leaves: readonly Leaf[]
  readonly question: Pick<SegmentQuestion, 'by' | 'where'>
}

interface Asker {
  /** Rows beside those of the asker are never told of, not even their number. */
  readonly rows?: readonly Filter[]
  /** Whether it may be said where rows stand. Default: it may. */
  readonly placesRows?: boolean | undefined
  readonly cache?: RollupCache | undefined
}

/**
 * What to say of rows that the question's metrics would count and cannot: those without a day, and for metrics that
 * count members those that name nobody.
 */
export async function notesOfLeftOut(
  session: ReadSession,
  { leaves, question }: Asked,
  { rows = [], placesRows = true, cache = processCache }: Asker,
): Promise<readonly AnswerNote[]> {
  if (rows.length > 0) return []
  const found = await leftOutIn(session, cache)
  return noted(
    found.filter((each) => concerns({ leaves, question }, each)),
    placesRows,
  )
}

/** What to say of rows that a plan, or the targets of boards, take nothing from. */
export async function notesOfReader(
  session: ReadSession,
  isRead: (found: RowsLeftOut) => boolean,
  { rows = [], placesRows = true, cache = processCache }: Asker,
): Promise<readonly LeftOutNote[]> {
  if (rows.length > 0) return []
  return noted((await leftOutIn(session, cache)).filter(isRead), placesRows)
}

type LeftOutNote = Extract<AnswerNote, { code: 'rows-left-out' }>

function noted(found: readonly RowsLeftOut[], placesRows: boolean): readonly LeftOutNote[] {
  return found.map((each) => {
    const facts = placesRows ? each : { ...each, examples: [] }
    const { rows: leftOut, ...others } = facts
    return { code: 'rows-left-out', says: new Refusal('rows-left-out', facts).message, leftOut, ...others }
  })
}

/** Whether an answer would take something from the rows: by its metrics or, from a history, by what it splits and filters by. */
function concerns({ leaves, question }: Asked, found: RowsLeftOut): boolean {
  const isReader = (kind: Reader['kind'], name: string) =>
    found.readBy.some((reader) => reader.kind === kind && reader.name === name)
  return leaves.some((leaf) => {
    const { kind, name } = leaf.of
    if (found.readBy.some((reader) => reader.kind === 'segment')) {
      return (
        countsMembers(leaf) && askedSegments(leaf, question).some((asked) => isReader('segment', asked.name))
      )
    }
    const isRead =
      kind === 'activity' ? isReader('activity', name) : name === found.source && found.lacks === 'day'
    if (found.lacks === 'day of a first day') return isRead && 'identity' in leaf
    return isRead && (found.identity === null || ('identity' in leaf && leaf.identity === found.identity))
  })
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
