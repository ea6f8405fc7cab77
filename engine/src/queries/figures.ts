import { dimensionColumn } from '../activities/activity-tables.js'
import type { AsOf } from '../activities/member-segment.js'
import { rowParts } from '../activities/row-set.js'
import type { Day } from '../calendar/day.js'
import { trailing } from '../calendar/trailing.js'
import { leafKey, passKey, type Leaf } from '../measures/leaf.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Source } from '../sources/source.js'
import type { FigureRow } from '../rollups/figure-rows.js'
import type { ReadSession, Row } from '../warehouses/warehouse.js'
import { partsByCut, type PassPart } from './cut-passes.js'
import { figureColumn, type PassRequest } from './passes/pass.js'
import { passStatement } from './passes/passes.js'
import type { Filter } from './question.js'
import { rolledPass, type RolledPass, type Rolling } from './rolled-pass.js'
import { reasonInWords } from './why-member-days.js'
import type { Window } from './windows.js'

/** Values of the dimensions that an answer is split by, in their order; a key that tells groups apart. */
export type Group = readonly (string | null)[]

/** What has to be fetched at one level: leaves in windows, split by dimensions. */
export interface Fetching {
  readonly loaded: LoadedProject
  readonly leaves: readonly Leaf[]
  readonly windows: readonly Window[]
  readonly by: readonly string[]
  /** Dimensions by which rows are told apart as well. */
  readonly apart?: readonly string[]
  readonly where: readonly Filter[]
  /** Which segment holds for longer than a day; default: as the segments are declared. */
  readonly segmentAsOf?: AsOf | undefined
  /** The clock's day; it matters only to segments as of today. */
  readonly today?: Day
}

/** Some of the leaves, which are fetched together. */
export interface Pass {
  /** What it reads, as words: `presence of sales by customer`. */
  readonly says: string
  readonly leaves: readonly [Leaf, ...Leaf[]]
  readonly request: PassRequest
}

/** What fetches the leaves: a pass for those of one kind, of one row set. */
export function passesOf({ leaves, ...fetching }: Fetching): readonly Pass[] {
  const { loaded, windows, by, apart, where, segmentAsOf, today = '9999-12-31' } = fetching
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
      windows: windows.map((window) => trailingWindow(window, first.rolling)),
      by,
      ...(apart && { apart }),
      where,
      stored: storedColumns(first, loaded),
      written: loaded.written,
      kept: loaded.layout.segments,
      segmentAsOf,
      today,
    }
    return [{ says: passKey(first).split('/').join(' '), leaves: wanted, request }]
  })
}

/** The same passes over some of the windows. */
export function passesOver(windows: readonly Window[], passes: readonly Pass[]): readonly Pass[] {
  return passes.map((pass) => {
    const { rolling } = pass.leaves[0]
    return {
      ...pass,
      request: { ...pass.request, windows: windows.map((window) => trailingWindow(window, rolling)) },
    }
  })
}

/** A window, or the days that trail its last one. */
export function trailingWindow(window: Window, days: number | undefined): Window {
  return days === undefined ? window : { ...trailing(window.range, days), cut: window.cut }
}

/** How a part of a pass is answered from rollups, or why it is not. */
export function howRolled(
  { request, because }: Pick<PassPart, 'request' | 'because'>,
  { isOff = false, ...rolling }: Rolling & { readonly isOff?: boolean },
): RolledPass {
  if (isOff) return { because: reasonInWords({ is: 'switched-off' }) }
  return because === undefined ? rolledPass(request, rolling) : { because }
}

/** What figures are taken for: leaves, dimensions, and the level's numbers of the windows. */
interface Taken {
  readonly leaves: readonly [Leaf, ...Leaf[]]
  readonly by: readonly string[]
  /** Undefined for a window that has its own number. */
  readonly numbers: readonly number[]
}

/** The figures of one group in one window, and the sources that had a row for them. */
interface Cell {
  readonly figures: Map<string, string>
  readonly sources: Set<Source>
}

/** Figures as they were fetched: by group and window, then by leaf. */
export class Fetched {
  /** Why each pass that went to member-days did. */
  readonly memberDays: { readonly says: string; readonly because: string }[] = []
  readonly #groups = new Map<string, { readonly group: Group; readonly cells: (Cell | undefined)[] }>()

  /** Takes the figures of passes from member-days. */
  static async from(session: ReadSession, passes: readonly Pass[], by: readonly string[]): Promise<Fetched> {
    const fetched = new Fetched()
    for (const pass of passes) {
      fetched.memberDays.push({ says: pass.says, because: reasonInWords({ is: 'switched-off' }) })
      fetched.#takeStatement(await session.query(passStatement(pass.request)), {
        leaves: pass.leaves,
        by,
        numbers: [],
      })
    }
    return fetched
  }

  /** Takes the figures of passes from rollups where they hold them and are used, else from member-days. */
  static async rolled(
    passes: readonly Pass[],
    by: readonly string[],
    rolling: Rolling & { readonly isOff?: boolean },
  ): Promise<Fetched> {
    const fetched = new Fetched()
    for (const pass of passes) {
      for (const part of await partsByCut(pass.request, rolling))
        await fetched.#takePart(part, { pass, by, rolling })
    }
    return fetched
  }

  async #takePart(
    { request, numbers, because }: PassPart,
    {
      pass: { says, leaves },
      by,
      rolling,
    }: {
      readonly pass: Pass
      readonly by: readonly string[]
      readonly rolling: Rolling & { readonly isOff?: boolean }
    },
  ): Promise<void> {
    const rolled = howRolled({ request, because }, rolling)
    const taken = { leaves, by, numbers }
    if (rolled.because !== undefined) this.memberDays.push({ says, because: rolled.because })
    if (request.windows.length === 0) return
    if (rolled.because === undefined) this.#takeRows(await rolled.rows(), taken)
    else this.#takeStatement(await rolling.session.query(passStatement(request)), taken)
  }

  #takeRows(rows: readonly FigureRow[], { leaves, by, numbers }: Taken): void {
    const keys = leaves.map(leafKey)
    const behind = sourcesBehind(leaves[0])
    for (const row of rows) {
      const { figures, sources } = this.#cell(
        by.map((dimension) => row.values[dimension] ?? null),
        numbers[row.n] ?? row.n,
      )
      for (const source of behind) sources.add(source)
      keys.forEach((key, index) => figures.set(key, row.figures[index] ?? '0'))
    }
  }

  #takeStatement(rows: readonly Row[], { leaves, by, numbers }: Taken): void {
    const behind = sourcesBehind(leaves[0])
    for (const row of rows) {
      const group = by.map((dimension) => {
        const cell = row[dimensionColumn(dimension)]
        return cell === null || cell === undefined ? null : String(cell)
      })
      const n = Number(row['n'])
      const { figures, sources } = this.#cell(group, numbers[n] ?? n)
      for (const source of behind) sources.add(source)
      leaves.forEach((leaf, index) => {
        const figure = row[figureColumn(index)]
        if (figure !== null && figure !== undefined) figures.set(leafKey(leaf), String(figure))
      })
    }
  }

  /** The groups that any row was of. */
  groups(): readonly Group[] {
    return [...this.#groups.values()].map(({ group }) => group)
  }

  /** The groups that any row of a window was of, by their keys. */
  groupsIn(window: number): ReadonlyMap<string, Group> {
    const found = new Map<string, Group>()
    for (const [key, { group, cells }] of this.#groups) if (cells[window] !== undefined) found.set(key, group)
    return found
  }

  /** A leaf's figure in a group and a window; 0 where there was no row for it. */
  figure(leaf: Leaf, group: Group, window: number): string {
    return this.of(group).figure(leaf, window)
  }

  /** What was fetched of a group, by the windows' numbers. */
  of(group: Group): GroupFigures {
    const cells = this.#groups.get(JSON.stringify(group))?.cells ?? []
    return {
      figure: (leaf, window) => cells[window]?.figures.get(leafKey(leaf)) ?? '0',
      sources: (window) => cells[window]?.sources ?? nowhere,
    }
  }

  #cell(group: Group, window: number): Cell {
    const key = JSON.stringify(group)
    const known = this.#groups.get(key) ?? { group, cells: [] }
    this.#groups.set(key, known)
    return (known.cells[window] ??= { figures: new Map(), sources: new Set() })
  }
}

/** What was fetched of one group. */
export interface GroupFigures {
  /** A leaf's figure in a window; 0 where there was no row for it. */
  figure(leaf: Leaf, window: number): string
  /** The sources that had any row in a window. */
  sources(window: number): ReadonlySet<Source>
}

const nowhere: ReadonlySet<Source> = new Set()

function sourcesBehind(leaf: Leaf): readonly Source[] {
  return rowParts(leaf.of).map((part) => part.from)
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
