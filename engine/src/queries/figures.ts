import { dimensionColumn } from '../activities/activity-tables.js'
import type { AsOf } from '../activities/member-segment.js'
import { rowParts } from '../activities/row-set.js'
import { addDays, type Day } from '../calendar/day.js'
import { leafKey, passKey, type Leaf } from '../measures/leaf.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Source } from '../sources/source.js'
import type { Sql } from '../sql/sql.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import { figureColumn } from './passes/pass.js'
import { passStatement } from './passes/passes.js'
import type { Filter } from './question.js'
import type { Window } from './windows.js'

/** Values of the dimensions that an answer is split by, in their order; a key that tells groups apart. */
export type Group = readonly (string | null)[]

/** What has to be fetched at one level: leaves in windows, split by dimensions. */
export interface Fetching {
  readonly loaded: LoadedProject
  readonly leaves: readonly Leaf[]
  readonly windows: readonly Window[]
  readonly by: readonly string[]
  readonly where: readonly Filter[]
  /** Which segment holds for longer than a day; default: as the segments are declared. */
  readonly segmentAsOf?: AsOf | undefined
  /** The clock's day; it matters only to segments as of today. */
  readonly today?: Day
}

/** A statement that fetches some of the leaves. */
export interface Pass {
  /** What it reads, as words: `presence of sales by customer`. */
  readonly says: string
  readonly leaves: readonly [Leaf, ...Leaf[]]
  readonly statement: Sql
}

/** The statements that fetch the leaves: one for each pass that they need. */
export function passesOf({ leaves, ...fetching }: Fetching): readonly Pass[] {
  const { loaded, windows, by, where, segmentAsOf, today = '9999-12-31' } = fetching
  if (windows.length === 0) return []
  const byPass = new Map<string, Leaf[]>()
  for (const leaf of new Map(leaves.map((wanted) => [leafKey(wanted), wanted])).values()) {
    byPass.set(passKey(leaf), [...(byPass.get(passKey(leaf)) ?? []), leaf])
  }
  return [...byPass.values()].flatMap((group) => {
    const [first, ...others] = group
    if (first === undefined) return []
    const wanted: readonly [Leaf, ...Leaf[]] = [first, ...others]
    const request = {
      leaves: wanted,
      windows: windows.map((window) => trailing(window, first.rolling)),
      by,
      where,
      stored: storedColumns(first, loaded),
      written: loaded.written,
      kept: loaded.layout.segments,
      segmentAsOf,
      today,
    }
    return [{ says: passKey(first).split('/').join(' '), leaves: wanted, statement: passStatement(request) }]
  })
}

/** The days that trail a window's last day, and as many before them. */
export function trailing(window: Window, days: number | undefined): Window {
  if (days === undefined) return window
  const { to } = window.range
  return {
    range: { from: addDays(to, 1 - days), to },
    before: { from: addDays(to, 1 - 2 * days), to: addDays(to, -days) },
  }
}

/** Figures as they were fetched: by group and window, then by leaf. */
export class Fetched {
  readonly #figures = new Map<string, Map<string, string>>()
  readonly #groups = new Map<string, Group>()
  readonly #sources = new Map<string, Set<Source>>()

  /** Takes the rows of a pass's statement. */
  static async from(session: ReadSession, passes: readonly Pass[], by: readonly string[]): Promise<Fetched> {
    const fetched = new Fetched()
    for (const pass of passes) {
      const behind = rowParts(pass.leaves[0].of).map((part) => part.from)
      for (const row of await session.query(pass.statement)) {
        const group: Group = by.map((dimension) => {
          const cell = row[dimensionColumn(dimension)]
          return cell === null || cell === undefined ? null : String(cell)
        })
        fetched.#groups.set(JSON.stringify(group), group)
        fetched.#found(behind, rowKey(group, Number(row['n'])))
        const figures = fetched.#figuresOf(group, Number(row['n']))
        pass.leaves.forEach((leaf, index) => {
          const figure = row[figureColumn(index)]
          if (figure !== null && figure !== undefined) figures.set(leafKey(leaf), String(figure))
        })
      }
    }
    return fetched
  }

  /** The groups that any row was of. */
  groups(): readonly Group[] {
    return [...this.#groups.values()]
  }

  /** A leaf's figure in a group and a window; 0 where there was no row for it. */
  figure(leaf: Leaf, group: Group, window: number): string {
    return this.#figures.get(rowKey(group, window))?.get(leafKey(leaf)) ?? '0'
  }

  /** The sources that had any row of a group in a window. */
  sources(group: Group, window: number): ReadonlySet<Source> {
    return this.#sources.get(rowKey(group, window)) ?? new Set()
  }

  #found(behind: readonly Source[], key: string): void {
    const sources = this.#sources.get(key) ?? new Set()
    for (const source of behind) sources.add(source)
    this.#sources.set(key, sources)
  }

  #figuresOf(group: Group, window: number): Map<string, string> {
    const key = rowKey(group, window)
    const figures = this.#figures.get(key) ?? new Map<string, string>()
    this.#figures.set(key, figures)
    return figures
  }
}

function rowKey(group: Group, window: number): string {
  return JSON.stringify([window, group])
}

function storedColumns(leaf: Leaf, { layout }: LoadedProject) {
  switch (leaf.pass) {
    case 'sums':
      return layout.sums.find(({ of }) => of === leaf.of)?.columns ?? []
    case 'returning':
    case 'active-sums': {
      const wanted = leaf.pass === 'returning' ? 'active' : 'all'
      return (
        layout.amounts.find(
          ({ of, identity, rows }) => of === leaf.of && identity === leaf.identity && rows === wanted,
        )?.columns ?? []
      )
    }
    case 'presence':
    case 'active-days':
      return []
  }
}
