import { dayNumber, dayOfNumber } from '../calendar/day.js'
import { givenRows, literal, sql, stored } from '../sql/sql.js'
import { nodeGrains, nodeNumber, type CalendarNode } from './calendar-nodes.js'
import { idsOfChunk, type Chunk } from './member-set.js'
import { activeIn, isFirst, isFlagged, type NodeMembers } from './node-members.js'
import type { Renewing } from './renew-rollups.js'
import { setsTable } from './rollup-tables.js'
import type { SegmentCombinations } from './segment-combinations.js'
import { setOfBytes } from './set-bytes.js'
import type { YearStep } from './year-steps.js'

/** What is said of a chunk's members. */
interface SaidChunk {
  readonly chunk: Chunk
  readonly what: number
}

/** The members of nodes that are not renewed, as they are stored. */
export class StoredParts {
  #chunks = 0
  readonly #said = new Map<string, SaidChunk[]>()

  /** How many chunks of ids there are at most. */
  get chunks(): number {
    return this.#chunks
  }

  /** Reads the sets of the steps' nodes that are stored. */
  static async read(
    renewing: Renewing,
    steps: readonly YearStep[],
    combinations: SegmentCombinations,
  ): Promise<StoredParts> {
    const parts = new StoredParts()
    const wanted = steps.filter(({ from }) => from === 'stored').map(({ node }) => node)
    if (wanted.length === 0) return parts
    const columns = [
      { name: 'grain', type: 'text', nullable: false },
      { name: 'starts', type: 'date', nullable: false },
    ] as const
    const rows = wanted.map((node) => [node.grain, dayOfNumber(node.first)])
    const hasSegments = (renewing.of.segments[renewing.identity] ?? []).length > 0
    // Who was active follows from the segments where there are any.
    const needless = literal(hasSegments ? 'active' : 'segment', 'text')
    const statement = sql`WITH wanted AS (
  ${givenRows(columns, rows)}
)
SELECT s.kind AS kind, s.cell AS cell, s.segments AS segments, s.grain AS grain, s.starts AS starts, s.members AS members
FROM ${stored(setsTable(renewing))} AS s JOIN wanted AS w ON w.grain = s.grain AND w.starts = s.starts
WHERE s.kind <> ${needless}`
    for (const { row, bytes } of await renewing.session.sets(statement)) {
      const grain = nodeGrains.find((known) => known === row['grain']) ?? 'day'
      const first = dayNumber(String(row['starts']))
      const place = placeOf(String(row['cell']), nodeNumber({ grain, first, last: first }))
      const kind = row['kind']
      const what =
        kind === 'first'
          ? isFirst
          : kind === 'flagged'
            ? isFlagged
            : activeIn(combinations.numberOf(String(row['segments'])))
      parts.#add(place, what, setOfBytes(bytes).chunks)
    }
    return parts
  }

  /** Adds the members of one chunk of a cell's node. */
  addTo(members: NodeMembers, key: number, of: { readonly cell: string; readonly node: CalendarNode }): void {
    for (const { chunk, what } of this.#said.get(placeOf(of.cell, nodeNumber(of.node))) ?? []) {
      if (chunk.key !== key) continue
      for (const id of idsOfChunk(chunk)) members.add(id, what)
    }
  }

  #add(place: string, what: number, chunks: readonly Chunk[]): void {
    const said = this.#said.get(place) ?? []
    this.#said.set(place, said)
    for (const chunk of chunks) {
      said.push({ chunk, what })
      this.#chunks = Math.max(this.#chunks, chunk.key + 1)
    }
  }
}

function placeOf(cell: string, node: number): string {
  return `${node} ${cell}`
}
