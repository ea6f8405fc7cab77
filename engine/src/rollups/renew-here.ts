import { RoaringBitmap32 } from 'roaring-wasm'
import { firstDaysTable, flagColumn, memberDaysTable, segmentColumn } from '../activities/activity-tables.js'
import { hasFlag } from '../activities/activity.js'
import { dayNumber, dayOfNumber } from '../calendar/day.js'
import { call, givenRows, join, literal, name, sql, stored, type BoundValue, type Sql } from '../sql/sql.js'
import type { Row } from '../warehouses/warehouse.js'
import { affectedNodes, type YearOfNodes } from './affected-nodes.js'
import { nodeGrains, nodeNumber, type CalendarNode } from './calendar-nodes.js'
import { lastSegments, NodeSets, type Series } from './node-sets.js'
import type { Renewal, Renewing } from './renew-rollups.js'
import { numberedCells, type NumberedCell } from './rollup-cells.js'
import { setsTable } from './rollup-tables.js'
import { bytesOfSet, membersOfBytes } from './set-bytes.js'

/**
 * Renews sets that the engine merges: the members of each changed day come as lists, longer nodes are merged from
 * shorter ones, of which those that did not change are read back.
 */
export async function renewHere(renewing: Renewing, renewal: Renewal): Promise<void> {
  const cells = await numberedCells(renewing.session, renewing.of)
  for (const year of affectedNodes(renewal.days, renewal.nodes)) {
    const sets = new NodeSets()
    try {
      await new YearRenewal(renewing, renewal, { cells, year, sets }).run()
    } finally {
      sets.dispose()
    }
  }
}

interface OneYear {
  readonly cells: readonly NumberedCell[]
  readonly year: YearOfNodes
  readonly sets: NodeSets
}

type TableRow = readonly (BoundValue | Uint8Array)[]

class YearRenewal {
  readonly #renewing: Renewing
  readonly #renewal: Renewal
  readonly #year: OneYear
  readonly #finest: ReadonlySet<string>

  constructor(renewing: Renewing, renewal: Renewal, year: OneYear) {
    this.#renewing = renewing
    this.#renewal = renewal
    this.#year = year
    this.#finest = new Set(year.cells.flatMap(({ keys }) => keys[0] ?? []))
  }

  async run(): Promise<void> {
    const { byGrain } = this.#year.year
    if (!this.#renewal.isAll) await this.#forget()
    const [days = []] = byGrain
    if (days.length > 0) await this.#readDays(days)
    await this.#readParts()
    for (const [at, nodes] of byGrain.entries()) {
      if (at > 0) for (const node of nodes) this.#merge(node)
    }
    const { session } = this.#renewing
    const table = setsTable(this.#renewing)
    for (const nodes of byGrain)
      await session.append(
        table,
        nodes.flatMap((node) => this.#rowsOf(node)),
      )
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

  /** The members of each day, from member-days and first days. */
  async #readDays(days: readonly CalendarNode[]): Promise<void> {
    const { of, identity } = this.#renewing
    const memberDays = sql`${stored(memberDaysTable(of, identity))} AS m`
    const within = this.#within(days)
    const segments = (of.segments[identity] ?? []).map(({ name: segment }) => segmentColumn(segment))
    const of_ = (kind: Series['kind'], segmentsOf: (row: Row) => string) => (row: Row, cell: string) =>
      [{ kind, cell, segments: segmentsOf(row) }] as const
    const active = of_('active', () => '')
    const ofSegments = of_('segment', (row) => segments.map((column) => String(row[column])).join())
    await this.#lists(
      sql`SELECT ${join([sql`m.day AS day`, sql`m.cell AS cell`, ...segments.map((column) => sql`m.${name(column)} AS ${name(column)}`)])}, ${call('memberList', sql`m.member`)} AS members
FROM ${memberDays} WHERE m.day ${within} GROUP BY ${join([sql`m.day`, sql`m.cell`, ...segments.map((column) => sql`m.${name(column)}`)])}`,
      (row, cell) => [...active(row, cell), ...(segments.length === 0 ? [] : ofSegments(row, cell))],
    )
    if (hasFlag(of)) {
      await this.#lists(
        sql`SELECT m.day AS day, m.cell AS cell, ${call('memberList', sql`m.member`)} AS members
FROM ${memberDays} WHERE m.day ${within} AND m.${name(flagColumn.name)} = 1 GROUP BY m.day, m.cell`,
        of_('flagged', () => ''),
      )
    }
    await this.#readFirstDays(within)
  }

  /** The first days in every cell: in one of fewer dimensions the earliest of the cells that it is made of. */
  async #readFirstDays(within: Sql): Promise<void> {
    const { session, of, identity } = this.#renewing
    const { cells, sets } = this.#year
    const keys = [...new Set(cells.flatMap((cell) => cell.keys))]
    const numbers = new Map(keys.map((key, number) => [key, number]))
    const parts = cells.flatMap(({ cell, keys: own }) => own.map((key) => [cell, numbers.get(key) ?? 0]))
    if (parts.length === 0) return
    const columns = (['cell', 'rolled'] as const).map((column) => ({
      name: column,
      type: 'integer' as const,
      nullable: false,
    }))
    const statement = sql`WITH parts AS (
  ${givenRows(columns, parts)}
)
SELECT day, rolled, ${call('memberList', sql`member`)} AS members FROM (
  SELECT p.rolled AS rolled, f.member AS member, min(f.day) AS day
  FROM ${stored(firstDaysTable(of, identity))} AS f JOIN parts AS p ON p.cell = f.cell
  GROUP BY p.rolled, f.member
) AS first_days WHERE day ${within} GROUP BY day, rolled`
    for await (const lists of session.memberLists(statement)) {
      for (const { row, members } of lists) {
        const cell = keys[Number(row['rolled'])]
        if (cell === undefined) continue
        const set = new RoaringBitmap32(members)
        sets.put({ kind: 'first', cell, segments: '' }, this.#dayOf(row), set)
      }
    }
  }

  /** Adds lists of members to every cell that theirs is part of. */
  async #lists(statement: Sql, seriesOf: (row: Row, cell: string) => readonly Series[]): Promise<void> {
    const { cells, sets } = this.#year
    const keysOf = new Map(cells.map(({ cell, keys }) => [cell, keys]))
    for await (const lists of this.#renewing.session.memberLists(statement)) {
      for (const { row, members } of lists) {
        const set = new RoaringBitmap32(members)
        const node = this.#dayOf(row)
        for (const cell of keysOf.get(Number(row['cell'])) ?? []) {
          for (const series of seriesOf(row, cell)) sets.add(series, node, set)
        }
        set.dispose()
      }
    }
  }

  /** Reads the parts of the renewed nodes that were not renewed themselves. */
  async #readParts(): Promise<void> {
    const { byGrain } = this.#year.year
    const { nodes, isAll, days } = this.#renewal
    const renewed = new Set(byGrain.flat().map(nodeNumber))
    const first = byGrain[0]?.[0]?.first ?? Number.POSITIVE_INFINITY
    const parts = byGrain.slice(1).flatMap((some) => some.flatMap((node) => nodes.partsOf(node)))
    const known = isAll ? new Set(days.map(dayNumber)) : undefined
    const missing = parts.filter(
      (part) =>
        !renewed.has(nodeNumber(part)) &&
        (known === undefined || (part.first < first && known.has(part.first))),
    )
    if (missing.length === 0) return
    const columns = [
      { name: 'grain', type: 'text', nullable: false },
      { name: 'starts', type: 'date', nullable: false },
    ] as const
    const wanted = [...new Map(missing.map((part) => [nodeNumber(part), part])).values()]
    const rows = wanted.map((part) => [part.grain, dayOfNumber(part.first)])
    const statement = sql`WITH wanted AS (
  ${givenRows(columns, rows)}
)
SELECT s.kind AS kind, s.cell AS cell, s.segments AS segments, s.grain AS grain, s.starts AS starts, s.members AS members
FROM ${stored(setsTable(this.#renewing))} AS s JOIN wanted AS w ON w.grain = s.grain AND w.starts = s.starts
WHERE s.members IS NOT NULL`
    for (const { row, bytes } of await this.#renewing.session.sets(statement)) this.#takeStored(row, bytes)
  }

  #takeStored(row: Row, bytes: Uint8Array): void {
    const { cells, sets } = this.#year
    const [kind, cell, segments] = [
      row['kind'] as Series['kind'],
      String(row['cell']),
      String(row['segments']),
    ]
    const grain = nodeGrains.find((known) => known === row['grain']) ?? 'day'
    const node = this.#renewal.nodes.containing(dayNumber(String(row['starts'])), grain)
    const set = new RoaringBitmap32(membersOfBytes(bytes))
    const made =
      grain === 'day' && kind !== 'first' ? (cells.find(({ keys }) => keys[0] === cell)?.keys ?? []) : [cell]
    for (const key of made) sets.add({ kind, cell: key, segments }, node, set)
    set.dispose()
  }

  /** Makes a node's sets of those of its parts. */
  #merge(node: CalendarNode): void {
    const { sets } = this.#year
    const parts = this.#renewal.nodes.partsOf(node)
    const bySegments = new Map<string, Series[]>()
    for (const series of sets.all()) {
      if (series.kind === 'segment') {
        bySegments.set(series.cell, [...(bySegments.get(series.cell) ?? []), series])
        continue
      }
      const members = sets.union(series, parts)
      if (members !== undefined) sets.put(series, node, members)
    }
    for (const some of bySegments.values()) {
      for (const { series, members } of lastSegments(sets, some, parts)) sets.put(series, node, members)
    }
  }

  #rowsOf(node: CalendarNode): readonly TableRow[] {
    const { sets } = this.#year
    return sets.all().flatMap((series): readonly TableRow[] => {
      const members = sets.get(series, node)
      if (members === undefined || members.isEmpty) return []
      const { kind, cell, segments } = series
      const isMade = node.grain === 'day' && kind !== 'first' && !this.#finest.has(cell)
      const fresh = kind === 'active' ? this.#freshOf(cell, node, members) : 0
      const bytes = isMade ? null : bytesOfSet(members)
      return [[kind, cell, segments, node.grain, dayOfNumber(node.first), members.size, fresh, bytes]]
    })
  }

  /** How many of the active members are new in the node. */
  #freshOf(cell: string, node: CalendarNode, active: RoaringBitmap32): number {
    const { sets } = this.#year
    const first = sets.get({ kind: 'first', cell, segments: '' }, node)
    const flagged = sets.get({ kind: 'flagged', cell, segments: '' }, node)
    const both = [first, flagged].filter((set) => set !== undefined)
    if (both.length === 0) return 0
    const fresh = RoaringBitmap32.orMany(both)
    const count = active.andCardinality(fresh)
    fresh.dispose()
    return count
  }

  /** A condition on a day that is one of these. */
  #within(days: readonly CalendarNode[]): Sql {
    const [first, last] = [days[0], days.at(-1)]
    if (first === undefined || last === undefined) return sql`IN (NULL)`
    if (!this.#renewal.isAll)
      return sql`IN (${join(days.map((day) => literal(dayOfNumber(day.first), 'date')))})`
    return sql`BETWEEN ${literal(dayOfNumber(first.first), 'date')} AND ${literal(dayOfNumber(last.first), 'date')}`
  }

  #dayOf(row: Row): CalendarNode {
    return this.#renewal.nodes.containing(dayNumber(String(row['day'])), 'day')
  }
}
