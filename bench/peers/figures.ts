/** What every contender is asked: a range, and where the two ranges of as many days before it start. */
export interface Asked {
  readonly from: string
  readonly to: string
  /** The first day of the range before, which the figures are compared with. */
  readonly earlier: string
  /** The first day of the range before that, which the earlier cohorts look back to. */
  readonly before: string
}

/** The columns of the ledger that are added up, by the name that Daymark's example gives their sums. */
export const sums = {
  depositAmount: 'deposit_amount',
  depositCases: 'deposit_cases',
  withdrawAmount: 'withdraw_amount',
  withdrawCases: 'withdraw_cases',
  addTransaction: 'add_transaction',
  deductTransaction: 'deduct_transaction',
  bonus: 'bonus',
  betsAmount: 'bets_amount',
  validAmount: 'valid_amount',
} as const

/** The figures, by their names in Daymark's example. Every contender gives each of a range and of the one before. */
export const figureNames = [
  'activeMembers',
  'pureUsers',
  'newMembers',
  'retainedMembers',
  'churnedMembers',
  'reactivatedMembers',
  ...Object.keys(sums),
] as const

/** Figures by name, of the range, and by `earlier_` and name, of the range before. */
export type Figures = Readonly<Record<string, unknown>>

/** The figures that differ, as sentences. Numbers are compared to four decimal places, which money has at most. */
export function differences(one: Figures, other: Figures): readonly string[] {
  const names = figureNames.flatMap((name) => [name, `earlier_${name}`])
  return names
    .filter((name) => inText(one[name]) !== inText(other[name]))
    .map((name) => `${name} is ${inText(one[name])} and ${inText(other[name])}`)
}

function inText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return 'missing'
  return Number(value).toFixed(4)
}

const day = 24 * 60 * 60 * 1000
const lastDay = Date.parse('2026-12-31')

/** The ranges of a round, drawn from the last 15 months of the example's data. No two of eleven rounds have one in common. */
export function rangesOf(days: number, { round, count }: { round: number; count: number }): readonly Asked[] {
  const latest = lastDay - (days - 1) * day
  const drawn = Array.from({ length: count }, (_range, at) => latest - ((at * 31 + round * 5) % 365) * day)
  return drawn.map((first) => ({
    from: written(first),
    to: written(first + (days - 1) * day),
    earlier: written(first - days * day),
    before: written(first - 2 * days * day),
  }))
}

function written(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
