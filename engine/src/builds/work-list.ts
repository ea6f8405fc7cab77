import { createHash } from 'node:crypto'
import { sourcesOf } from '../activities/row-set.js'
import type { Model } from '../models/model.js'
import { upstreamOf } from '../models/model-order.js'
import { selectModels } from '../models/select-models.js'
import type { Layout } from '../project/layout.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { PlacedSource } from '../sources/placed-source.js'
import type { Source } from '../sources/source.js'
import { sourceFingerprint } from '../sources/source-fingerprint.js'
import { keptThings, type KeptThing, type ThingKind } from './kept-things.js'
import type { LedgerEntry } from './ledger.js'

/** Raised when what is kept in the warehouse changes its shape, so that everything is built again. */
const storageVersion = 1

/** One thing that a build will do, or will leave as it is. */
export interface WorkItem {
  readonly thing: string
  readonly kind: ThingKind
  readonly name: string
  readonly does: 'build' | 'keep'
  readonly because: string
  readonly definition: string
  readonly input: string | null
}

/** What the work list is made from. */
export interface WorkToFind {
  readonly loaded: LoadedProject
  readonly placed: ReadonlyMap<string, PlacedSource>
  readonly ledger: ReadonlyMap<string, LedgerEntry>
  /** Build everything again, whatever the ledger says. */
  readonly full: boolean
  /** Selectors of models: build these and the sources that they read, and nothing else. Default: everything. */
  readonly select?: readonly string[] | undefined
}

/**
 * What a build has to do, in order, and why: a plain list that is run, shown and tested alike.
 *
 * @throws Refusal `unknown-model`, `unknown-tag`
 */
export function workList({ loaded, placed, ledger, full, select }: WorkToFind): readonly WorkItem[] {
  const { layout } = loaded
  const selected = select && selectedThings(select, layout)
  return keptThings(layout).map((kept) => {
    const { kind, name, thing, declared, of } = kept
    const input = of === undefined ? '' : inputOf(of, { layout, placed })
    const definition = definitionOf(loaded, declared)
    const item = { thing, kind, name, definition, input }
    if (selected && !selected(kept)) return { ...item, does: 'keep', because: 'not selected' }
    const because = whyBuild(ledger.get(thing), { definition, input, full })
    return { ...item, does: because === undefined ? 'keep' : 'build', because: because ?? 'nothing changed' }
  })
}

/** Whether a thing is a selected model, or a source that is read by one or by a view that it reads. */
function selectedThings(select: readonly string[], { models }: Layout): (thing: KeptThing) => boolean {
  const selected = selectModels(select, models)
  const reading = [...selected, ...selected.flatMap((model) => viewsOf(model, models))]
  const sources = new Set(reading.flatMap((model) => model.sources.map(({ name }) => name)))
  return ({ kind, name }) =>
    (kind === 'model' && selected.some((model) => model.name === name)) ||
    (kind === 'source' && sources.has(name))
}

function viewsOf({ parents }: Model, models: readonly Model[]): readonly Model[] {
  const views = models.filter(({ name, isStored }) => parents.includes(name) && !isStored)
  return [...views, ...views.flatMap((view) => viewsOf(view, models))]
}

interface Inputs {
  readonly layout: Layout
  readonly placed: ReadonlyMap<string, PlacedSource>
}

/** A mark of the data behind rows; null where it cannot be told without reading all of it. */
function inputOf(of: NonNullable<KeptThing['of']>, inputs: Inputs): string | null {
  const marks =
    of.kind === 'model'
      ? modelInputs(of, inputs)
      : sourcesOf(of).flatMap((source) => sourceInputs(source, inputs))
  return marks.includes(undefined) ? null : mark(marks)
}

function sourceInputs(source: Source, inputs: Inputs): readonly (string | undefined)[] {
  const { from } = source
  if ('model' in from) {
    const model = inputs.layout.models.find(({ name }) => name === from.model)
    return model === undefined ? [] : modelInputs(model, inputs)
  }
  const found = inputs.placed.get(source.name)
  return [found && sourceFingerprint(found)]
}

/** The SQL of everything that a model reads, and the data behind it. */
function modelInputs(model: Model, inputs: Inputs): readonly (string | undefined)[] {
  const upstream = upstreamOf(model, inputs.layout.models)
  const sources = new Set(upstream.flatMap((read) => read.sources.filter(({ from }) => !('model' in from))))
  return [
    ...upstream.map(({ full, incremental, config }) => mark([full.sql, incremental.sql, config])),
    ...[...sources].flatMap((source) => sourceInputs(source, inputs)),
  ]
}

/** The definition that a thing would be built from, to be compared with what it was built from. */
export function definitionOf({ project, written }: LoadedProject, declared: unknown): string {
  return mark([storageVersion, written, project.calendar.timeZone, declared])
}

function whyBuild(
  entry: LedgerEntry | undefined,
  { definition, input, full }: { definition: string; input: string | null; full: boolean },
): string | undefined {
  if (full) return 'a full build was asked for'
  if (entry === undefined) return 'not built yet'
  if (entry.definition !== definition) return 'its declaration changed'
  if (input === null) return 'it reads a table, whose changes cannot be told without reading it'
  return entry.input === input ? undefined : 'its data changed'
}

function mark(of: unknown): string {
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16)
}
