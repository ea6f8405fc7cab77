import type { Day } from '../../calendar/day.js'
import { minus, plus } from '../../metrics/exact.js'

/** What tells rows apart: a day, and the values of the dimensions in their order. */
export interface Key {
  /** Null where a row has no day. */
  readonly day: Day | null
  readonly dimensions: readonly (string | null)[]
}

/**
 * What rows with one key amount to. It adds up: a row that stands twice, or in two parts, is as many rows and the
 * sum of their values. The difference of two tallies is one too.
 */
export interface Tally {
  readonly rows: number
  /** Exact sums of the values, in the order of the columns. */
  readonly amounts: readonly string[]
  /** How many of the rows have null there. */
  readonly nulls: readonly number[]
}

/** Tallies by their keys' texts; see {@link keyText}. */
export type Tallies = ReadonlyMap<string, Tally>

/** A key as a text: the same for the same key, and in order of the days. */
export function keyText({ day, dimensions }: Key): string {
  return JSON.stringify([day, ...dimensions])
}

export function keyOf(text: string): Key {
  const [day = null, ...dimensions] = JSON.parse(text) as (string | null)[]
  return { day, dimensions }
}

/** The tally of no rows. */
export function noRows(columns: number): Tally {
  return { rows: 0, amounts: Array<string>(columns).fill('0'), nulls: Array<number>(columns).fill(0) }
}

export function less(one: Tally, other: Tally): Tally {
  return {
    rows: one.rows - other.rows,
    amounts: one.amounts.map((amount, at) => difference(amount, other.amounts[at] ?? '0')),
    nulls: one.nulls.map((nulls, at) => nulls - (other.nulls[at] ?? 0)),
  }
}

/** The sum of tallies over so many columns. */
export function sumOf(tallies: Iterable<Tally>, columns: number): Tally {
  const amounts = Array<string>(columns).fill('0')
  const nulls = Array<number>(columns).fill(0)
  let rows = 0
  for (const each of tallies) {
    rows += each.rows
    for (let at = 0; at < columns; at += 1) {
      amounts[at] = sum(amounts[at] ?? '0', each.amounts[at] ?? '0')
      nulls[at] = (nulls[at] ?? 0) + (each.nulls[at] ?? 0)
    }
  }
  return { rows, amounts, nulls }
}

function difference(one: string, other: string): string {
  if (one === other) return '0'
  return isWhole(one) && isWhole(other) ? String(BigInt(one) - BigInt(other)) : minus(one, other)
}

function sum(one: string, other: string): string {
  if (other === '0') return one
  return isWhole(one) && isWhole(other) ? String(BigInt(one) + BigInt(other)) : plus(one, other)
}

function isWhole(digits: string): boolean {
  return !digits.includes('.')
}

/** Whether a difference is none. */
export function isNone({ rows, amounts, nulls }: Tally): boolean {
  return rows === 0 && nulls.every((count) => count === 0) && amounts.every((amount) => amount === '0')
}
