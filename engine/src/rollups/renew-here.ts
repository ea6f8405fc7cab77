import { firstDaysTable, flagColumn, memberDaysTable, segmentColumn } from '../activities/activity-tables.js'
import { hasFlag } from '../activities/activity.js'
import { dayOfNumber } from '../calendar/day.js'
import { call, join, literal, name, sql, stored, type Sql } from '../sql/sql.js'
import { affectedNodes, type YearOfNodes } from './affected-nodes.js'
import { nodeGrains } from './calendar-nodes.js'
import { CellSets } from './cell-sets.js'
import { activeIn, isFirst, isFlagged, NodeMembers } from './node-members.js'
import { PlacedRows } from './placed-rows.js'
import type { Renewal, Renewing } from './renew-rollups.js'
import { numberedParts, rolledFirstDays } from './rolled-first-days.js'
import { numberedCells, type NumberedCell } from './rollup-cells.js'
import { setsTable } from './rollup-tables.js'
import { SegmentCombinations } from './segment-combinations.js'
import { StoredParts } from './stored-parts.js'
import { stepsOf, type YearStep } from './year-steps.js'

/**
 * Renews sets that the engine merges, a year at a time: its member-days are read as numbers and placed by chunk of ids,
 * day and cell; then each cell's chunks are made on their own, day by day, longer nodes from shorter ones, of which those
 * that did not change are read back.
 */
export async function renewHere(renewing: Renewing, renewal: Renewal): Promise<void> {
  const cells = await numberedCells(renewing.session, renewing.of)
  for (const year of affectedNodes(renewal.days, renewal.nodes)) {
    await new YearRenewal(renewing, renewal, { cells, year }).run()
  }
}

const none = new Uint32Array(0)

interface OneYear {
  readonly cells: readonly NumberedCell[]
  readonly year: YearOfNodes
}

/** What the sets of a year are made from. */
interface YearMembers {
  readonly days: PlacedRows
  readonly firsts: PlacedRows
  readonly parts: StoredParts
}

/** A cell of the rollups while its sets are made. */
interface RolledCell {
  readonly key: string
  readonly number: number
  /** The places among the numbered cells of those that it is made of. */
  readonly parts: readonly number[]
  readonly isFinest: boolean
}

class YearRenewal {
  readonly #renewing: Renewing
  readonly #renewal: Renewal
  readonly #year: OneYear
  readonly #steps: readonly YearStep[]
  /** The days that are read, in order. */
  readonly #days: readonly number[]
  readonly #keys: readonly string[]
  readonly #combinations = new SegmentCombinations()
  readonly #members = nodeGrains.map(() => new NodeMembers())

  constructor(renewing: Renewing, renewal: Renewal, year: OneYear) {
    this.#renewing = renewing
    this.#renewal = renewal
    this.#year = year
    this.#steps = stepsOf(year.year, renewal.nodes)
    this.#days = this.#steps.flatMap(({ from, node }) => (from === 'rows' ? [node.first] : []))
    this.#keys = [...new Set(year.cells.flatMap((cell) => cell.keys))]
  }

  async run(): Promise<void> {
    const { session, of, identity } = this.#renewing
    if (!this.#renewal.isAll) await this.#forget()
    const made: YearMembers = {
      days: await this.#readDays(),
      firsts: await this.#readFirstDays(),
      parts: await StoredParts.read(this.#renewing, this.#steps, this.#combinations),
    }
    const segments = (of.segments[identity] ?? []).length > 0 ? this.#combinations.texts : undefined
    for (const cell of this.#rolledCells()) {
      const sets = new CellSets(cell.key, segments)
      const chunks = Math.max(made.days.chunks, made.firsts.chunks, made.parts.chunks)
      for (let chunk = 0; chunk < chunks; chunk += 1) this.#makeChunk(chunk, { cell, sets, made })
      await session.append(setsTable(this.#renewing), sets.rows())
    }
  }

  #rolledCells(): readonly RolledCell[] {
    const { cells } = this.#year
    const finest = new Set(cells.map(({ keys }) => keys[0]))
    return this.#keys.map((key, number) => ({
      key,
      number,
      parts: cells.flatMap(({ keys }, at) => (keys.includes(key) ? [at] : [])),
      isFinest: finest.has(key),
    }))
  }

  /** Makes the sets of one chunk of ids. */
  #makeChunk(
    chunk: number,
    { cell, sets, made }: { readonly cell: RolledCell; readonly sets: CellSets; readonly made: YearMembers },
  ): void {
    for (const { node, grain, from, isRenewed, into } of this.#steps) {
      const members = this.#members[grain]
      if (members === undefined) continue
      if (from === 'rows') this.#addDay(members, { cell, made, chunk, day: node.first })
      if (from === 'stored') made.parts.addTo(members, chunk, { cell: cell.key, node })
      if (members.size === 0) continue
      const isMade = grain === 0 && !cell.isFinest
      if (isRenewed) sets.add(members, { node, key: chunk, isMade })
      for (const longer of into) this.#members[longer]?.addAll(members)
      members.clear()
    }
  }

  #addDay(
    members: NodeMembers,
    { cell, made, chunk, day }: { cell: RolledCell; made: YearMembers; chunk: number; day: number },
  ): void {
    const at = day - (this.#days[0] ?? 0)
    for (const part of cell.parts) made.days.addTo(members, chunk, at * this.#year.cells.length + part)
    made.firsts.addTo(members, chunk, at * this.#keys.length + cell.number)
  }

  /** Removes what is stored of the nodes that are renewed. */
  async #forget(): Promise<void> {
    const { byGrain } = this.#year.year
    const conditions = byGrain.flatMap((nodes, at) => {
      const first = nodes.map((node) => literal(dayOfNumber(node.first), 'date'))
      const grain = literal(nodeGrains[at] ?? 'day', 'text')
      return first.length === 0 ? [] : [sql`(grain = ${grain} AND starts IN (${join(first)}))`]
    })
    await this.#renewing.session.remove(setsTable(this.#renewing), join(conditions, ' OR '))
  }

  /** Who was active on each day in each numbered cell. */
  #readDays(): Promise<PlacedRows> {
    const { session, of, identity } = this.#renewing
    const { cells } = this.#year
    const segments = (of.segments[identity] ?? []).map(
      (segment) => sql`m.${name(segmentColumn(segment.name))}`,
    )
    const flagged = hasFlag(of) ? sql`m.${name(flagColumn.name)}` : sql`m.cell`
    const statement = sql`SELECT ${join([this.#dayNumber(sql`m.day`), sql`m.cell`, sql`m.member`, flagged, ...segments])}
FROM ${stored(memberDaysTable(of, identity))} AS m WHERE m.day ${this.#within()}`
    const placeOf = new Map(cells.map(({ cell }, at) => [cell, at]))
    const combinations = this.#combinations
    return PlacedRows.of(
      session.numbers(statement),
      this.#slots(cells.length),
      ([days = none, ofCells = none, members = none, flags = none, ...columns]) => {
        const slots = new Uint32Array(members.length)
        const whats = new Uint32Array(members.length)
        for (let row = 0; row < members.length; row += 1) {
          slots[row] = (days[row] ?? 0) * cells.length + (placeOf.get(ofCells[row] ?? 0) ?? 0)
          const isNew = hasFlag(of) && flags[row] === 1
          whats[row] = activeIn(combinations.ofRow(columns, row)) | (isNew ? isFlagged : 0)
        }
        return [slots, members, whats]
      },
    )
  }

  /** The first days in every cell: in one of fewer dimensions the earliest of the cells that it is made of. */
  #readFirstDays(): Promise<PlacedRows> {
    const { session, of, identity } = this.#renewing
    const firsts = stored(firstDaysTable(of, identity))
    const some = this.#renewal.isAll
      ? sql``
      : sql` WHERE f.member IN (SELECT member FROM ${firsts} WHERE day ${this.#within()})`
    const statement = sql`WITH ${numberedParts(this.#year.cells, this.#keys)}
SELECT ${this.#dayNumber(sql`day`)}, rolled, member FROM (
${rolledFirstDays(this.#renewing, some)}
) AS first_days WHERE day ${this.#within()}`
    return PlacedRows.of(
      session.numbers(statement),
      this.#slots(this.#keys.length),
      ([days = none, rolled = none, members = none]) => {
        const slots = days.map((day, row) => day * this.#keys.length + (rolled[row] ?? 0))
        return [slots, members, new Uint32Array(members.length).fill(isFirst)]
      },
    )
  }

  /** How many slots there are for so many cells. */
  #slots(cells: number): number {
    return ((this.#days.at(-1) ?? 0) - (this.#days[0] ?? 0) + 1) * cells
  }

  /** The number of a day among those that are read. */
  #dayNumber(day: Sql): Sql {
    return sql`${call('dayNumber', day)} - (${literal(this.#days[0] ?? 0, 'integer')})`
  }

  /** A condition on a day that is one of those that are read. */
  #within(): Sql {
    const [first, last] = [this.#days[0] ?? 0, this.#days.at(-1) ?? 0]
    if (this.#renewal.isAll || this.#days.length > last - first)
      return sql`BETWEEN ${literal(dayOfNumber(first), 'date')} AND ${literal(dayOfNumber(last), 'date')}`
    return sql`IN (${join(this.#days.map((day) => literal(dayOfNumber(day), 'date')))})`
  }
}
