import { keptThings, type KeptThing } from '../builds/kept-things.js'
import type { LedgerEntry } from '../builds/ledger.js'
import { definitionOf } from '../builds/work-list.js'
import { Refusal } from '../errors.js'
import { amountsName } from '../measures/amount-table.js'
import type { Leaf } from '../measures/leaf.js'
import type { Layout } from '../project/layout.js'
import { keptSegmentName } from '../segments/segment-tables.js'
import type { LoadedProject } from '../project/loaded-project.js'

/** The things that leaves are fetched from: what must be built before a question can be answered. */
export function neededThings(leaves: readonly Leaf[], layout: Layout): readonly KeptThing[] {
  const wanted = new Set(leaves.flatMap(thingsOf))
  return thingsKept(layout).filter(({ thing }) => wanted.has(thing))
}

const keptByLayout = new WeakMap<Layout, readonly KeptThing[]>()

/** Everything that a layout keeps, found once. */
export function thingsKept(layout: Layout): readonly KeptThing[] {
  const known = keptByLayout.get(layout) ?? keptThings(layout)
  keptByLayout.set(layout, known)
  return known
}

const definitions = new WeakMap<LoadedProject, Map<unknown, string>>()

/** The definition that a thing would be built from, marked once. */
export function definitionOfKept(loaded: LoadedProject, { declared, thing }: KeptThing): string {
  const byThing = definitions.get(loaded) ?? new Map<unknown, string>()
  const known = byThing.get(thing) ?? definitionOf(loaded, declared)
  definitions.set(loaded, byThing.set(thing, known))
  return known
}

function thingsOf(leaf: Leaf): readonly string[] {
  switch (leaf.pass) {
    case 'sums':
      return [`sums ${leaf.of.name}`]
    case 'presence':
    case 'active-days':
      return [
        ...(leaf.of.segments[leaf.identity] ?? []).map(
          (segment) => `segment ${keptSegmentName({ segment, identity: leaf.identity })}`,
        ),
        `activity ${leaf.of.name}`,
      ]
    case 'returning':
      return [`activity ${leaf.of.name}`, `amounts ${amountsName({ ...leaf, rows: 'active' })}`]
    case 'active-sums':
      return [`activity ${leaf.of.name}`, `amounts ${amountsName({ ...leaf, rows: 'all' })}`]
  }
}

/**
 * What the ledger says of things.
 *
 * @throws Refusal `not-built` where one is not built as it is declared
 */
export function builtEntries(
  things: readonly KeptThing[],
  loaded: LoadedProject,
  ledger: ReadonlyMap<string, LedgerEntry>,
): readonly LedgerEntry[] {
  return things.map((kept) => {
    const { thing } = kept
    const entry = ledger.get(thing)
    if (entry === undefined) throw new Refusal('not-built', { thing, why: 'is not built' })
    if (entry.definition !== definitionOfKept(loaded, kept)) {
      throw new Refusal('not-built', { thing, why: 'was built from an earlier declaration' })
    }
    return entry
  })
}
