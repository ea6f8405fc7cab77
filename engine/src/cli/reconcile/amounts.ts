import { formatted, number } from '../../metrics/format.js'
import type { Tally } from '../../queries/reconcile/tally.js'

/** A figure of a tally: how many rows, or the value of one of the columns. */
export type FigureOf = 'rows' | number

/**
 * What rows say in a column: `12`, `null`, `no row`; of two rows in one `5 + null`.
 *
 * @example
 * figure({ rows: 1, amounts: ['12'], nulls: [0] }, 0) // '12'
 */
export function figure(tally: Tally | undefined, of: FigureOf): string {
  if (tally === undefined) return of === 'rows' ? '0' : 'no row'
  if (of === 'rows') return grouped(String(tally.rows))
  const [amount, nulls] = [tally.amounts[of] ?? '0', tally.nulls[of] ?? 0]
  if (nulls === tally.rows) return 'null'
  return nulls === 0 ? grouped(amount) : `${grouped(amount)} + null`
}

/** A difference: `+1,234`, `-5`, `+2 -1 null` where nulls come or go as well, `0`. */
export function difference(tally: Tally, of: FigureOf): string {
  if (of === 'rows') return signed(String(tally.rows))
  const [amount, nulls] = [tally.amounts[of] ?? '0', tally.nulls[of] ?? 0]
  if (nulls === 0) return signed(amount)
  const gone = `${signed(String(nulls))} null`
  return amount === '0' ? gone : `${signed(amount)} ${gone}`
}

/** Whether a difference is one in this figure. */
export function differs(tally: Tally, of: FigureOf): boolean {
  if (of === 'rows') return tally.rows !== 0
  return tally.amounts[of] !== '0' || tally.nulls[of] !== 0
}

/** The figures of a tally over so many columns, in the order in which they are shown. */
export function figuresOf(columns: number): readonly FigureOf[] {
  return ['rows', ...Array.from({ length: columns }, (_, at) => at)]
}

function signed(amount: string): string {
  return amount === '0' || amount.startsWith('-') ? grouped(amount) : `+${grouped(amount)}`
}

function grouped(amount: string): string {
  return formatted(amount, number(amount.split('.')[1]?.length ?? 0))
}
