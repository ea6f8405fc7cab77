import { firstDaysTable, flagColumn, memberDaysTable, segmentColumn } from '../activities/activity-tables.js'
import { hasFlag } from '../activities/activity.js'
import { dayOfNumber, isDayNumber } from '../calendar/day.js'
import { call, join, literal, name, sql, stored, type Sql } from '../sql/sql.js'
import { affectedNodes, type YearOfNodes } from './affected-nodes.js'
import { nodeGrains } from './calendar-nodes.js'
import { makeSets, type RolledCell, type YearMembers } from './make-sets.js'
import { activeIn, isFirst, isFlagged } from './node-members.js'
import { placedRows, type Placed } from './placed-rows.js'
import type { Renewal, Renewing } from './renew-rollups.js'
import { numberedParts, rolledFirstDays } from './rolled-first-days.js'
import { numberedCells, type NumberedCell } from './rollup-cells.js'
import { setsTable } from './rollup-tables.js'
import { SegmentCombinations } from './segment-combinations.js'
import { SetThreads } from './set-threads.js'
import { StoredParts } from './stored-parts.js'
import { stepsOf, type YearStep } from './year-steps.js'

/**
 * Renews sets that the engine merges, a year at a time: its member-days are read as numbers and placed by chunk of ids,
 * day and cell; then each cell's chunks are made on their own, day by day, longer nodes from shorter ones, of which those
 * that did not change are read back.
 */
export async function renewHere(renewing: Renewing, renewal: Renewal): Promise<void> {
  const cells = await numberedCells(renewing.session, renewing.of)
  const threads = new SetThreads()
  let addLast = () => Promise.resolve()
  try {
    for (const year of affectedNodes(renewal.days, renewal.nodes)) {
      // While the sets of a year are made the next is read, unless stored sets are read, which may be of the year before.
      if (!renewal.isAll) await addLast()
      const add = await new YearRenewal(renewing, renewal, { cells, year }).start(threads)
      if (renewal.isAll) await addLast()
      addLast = add
    }
    await addLast()
  } finally {
    await threads.end()
  }
}

const none = new Uint32Array(0)

interface OneYear {
  readonly cells: readonly NumberedCell[]
  readonly year: YearOfNodes
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

  constructor(renewing: Renewing, renewal: Renewal, year: OneYear) {
    this.#renewing = renewing
    this.#renewal = renewal
    this.#year = year
    this.#steps = stepsOf(year.year, renewal.nodes)
    this.#days = this.#steps.flatMap(({ from, node }) =>
      from === 'rows' && isDayNumber(node.first) ? [node.first] : [],
    )
    this.#keys = [...new Set(year.cells.flatMap((cell) => cell.keys))]
  }

  /** Reads what the sets are made from, and starts to make them; the function waits for them and adds them to the table. */
  async start(threads: SetThreads): Promise<() => Promise<void>> {
    const { session, of, identity } = this.#renewing
    if (!this.#renewal.isAll) await this.#forget()
    const days = await this.#readDays()
    const firsts = await this.#readFirstDays()
    const parts = await StoredParts.read(this.#renewing, this.#steps, this.#combinations)
    const year: YearMembers = {
      steps: this.#steps,
      firstDay: this.#days[0] ?? 0,
      slots: { days: this.#year.cells.length, firsts: this.#keys.length },
      days,
      firsts,
      segments: (of.segments[identity] ?? []).length > 0 ? this.#combinations.texts : undefined,
    }
    const cells = this.#rolledCells()
    const making = this.#renewal.isAll
      ? threads.make(year, cells)
      : Promise.resolve(cells.map((cell) => makeSets(year, cell, parts)))
    // What fails meanwhile is told where it is waited for.
    making.catch(() => undefined)
    return async () => {
      for (const sets of await making) await session.append(setsTable(this.#renewing), sets)
    }
  }

  /** The cells, those of most parts first: what takes longest begins first. */
  #rolledCells(): readonly RolledCell[] {
    const { cells } = this.#year
    const finest = new Set(cells.map(({ keys }) => keys[0]))
    return this.#keys
      .map((key, number) => ({
        key,
        number,
        parts: cells.flatMap(({ keys }, at) => (keys.includes(key) ? [at] : [])),
        isFinest: finest.has(key),
      }))
      .toSorted((one, other) => other.parts.length - one.parts.length)
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
  #readDays(): Promise<Placed> {
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
    return placedRows(
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
  #readFirstDays(): Promise<Placed> {
    const { session, of, identity } = this.#renewing
    const firsts = stored(firstDaysTable(of, identity))
    const some = this.#renewal.isAll
      ? sql``
      : sql` WHERE f.member IN (SELECT member FROM ${firsts} WHERE day ${this.#within()})`
    const statement = sql`WITH ${numberedParts(this.#year.cells, this.#keys)}
SELECT ${this.#dayNumber(sql`day`)}, rolled, member FROM (
${rolledFirstDays(this.#renewing, some)}
) AS first_days WHERE day ${this.#within()}`
    return placedRows(
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
