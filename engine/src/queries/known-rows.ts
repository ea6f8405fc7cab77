import type { LedgerEntry } from '../builds/ledger.js'
import type { Leaf } from '../measures/leaf.js'
import type { RollupCache } from '../rollups/rollup-cache.js'
import type { AnswerRow } from './answer.js'
import type { Level } from './answer-rows.js'
import { answeredAsOf } from './asked-segments.js'
import type { DataDays } from '../builds/data-days.js'
import { currencyPassesOver } from './currencies.js'
import { versionOf } from './data-state.js'
import { passesOver, type Group } from './figures.js'
import { marked } from './question-marks.js'
import type { ResolvedQuestion } from './resolved-question.js'
import { windowKey, windowsOf, type Slot } from './windows.js'

/** What an earlier answer had of a period that is over. */
export interface KnownSlot {
  /** The groups that any row was of, by their keys: only of them is a row shown, whatever the range. */
  readonly groups: ReadonlyMap<string, Group>
  /** By the groups' keys, also of those that had nothing in the period. */
  readonly rows: Map<string, AnswerRow>
}

/** Periods that are over, by what they are of: another range's answer has them again. */
export type KnownRows = Map<string, KnownSlot>

/** What a period's rows are kept under; undefined where they may yet change, or are compared with other days. */
export function keyOfSlot(slot: Slot): string | undefined {
  const { label, window, progress, comparison } = slot
  if (label === undefined || window === undefined || comparison !== undefined || !progress.complete)
    return undefined
  const key = keys.get(slot) ?? `${label} ${windowKey(window)}`
  keys.set(slot, key)
  return key
}

const keys = new WeakMap<Slot, string>()

/** A level whose passes fetch nothing that is known; its slots stay. */
export function withoutKnown(level: Level, known: KnownRows): Level {
  if (known.size === 0) return level
  const windows = windowsOf(level.slots.filter((slot) => !known.has(keyOfSlot(slot) ?? '')))
  return {
    ...level,
    windows,
    passes: passesOver(windows, level.passes),
    currencies: currencyPassesOver(windows, level.currencies),
  }
}

/** A question made ready, as far as its rows are kept by it. */
export interface Kept {
  readonly question: ResolvedQuestion
  readonly leaves: readonly Leaf[]
}

/** The periods that earlier answers had of the same metrics, split, filters and data. */
export function knownRows(
  kept: Kept,
  {
    cache,
    entries,
    days,
  }: { readonly cache: RollupCache; readonly entries: readonly LedgerEntry[]; readonly days: DataDays },
): { readonly known: KnownRows; readonly keep: () => void } {
  const key = rowsKey(kept, entries, days)
  const known = (cache.get(key) as KnownRows | undefined) ?? new Map<string, KnownSlot>()
  const since = known.size
  const keep = () => {
    if (known.size === since) return
    const rows = [...known.values()].reduce((sum, slot) => sum + slot.rows.size, 0)
    cache.put(key, known, bytesOfRows(rows, kept.question.metrics.length))
  }
  return { known, keep }
}

/** How much memory rows of so many values take, roughly. */
export function bytesOfRows(rows: number, values: number): number {
  return rows * (600 + values * 160)
}

function rowsKey({ question, leaves }: Kept, entries: readonly LedgerEntry[], days: DataDays): string {
  const { by, where, grain, segmentAsOf, today } = question
  const asOfToday = answeredAsOf(leaves, question) === 'current' ? today : null
  // Rows say how far they look back before the data, which begin elsewhere for whoever sees some rows only.
  const firsts = leaves.map((leaf) => days(leaf)?.from ?? null)
  const asked = [marked({ metrics: question.metrics }), by, where, grain, segmentAsOf, asOfToday, firsts]
  return `rows ${JSON.stringify(asked)} of ${entries.map(versionOf).join(' ')}`
}
