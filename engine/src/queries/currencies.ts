import { countingLeaf, isInCurrency, type AmountLeaf, type Leaf } from '../measures/leaf.js'
import { saidCurrency } from '../metrics/currencies.js'
import type { Fetched } from './figures.js'
import { passesOf, passesOver, type Fetching, type Group, type Pass } from './figures.js'
import type { Window } from './windows.js'

/** How it is found which currencies one dimension tells apart: amounts are counted by it as well. */
export interface CurrencyPasses {
  readonly dimension: string
  /** The level's own dimensions, and the currency's where it is none of them. */
  readonly by: readonly string[]
  readonly passes: readonly Pass[]
}

/** What finds the currencies of a level's amounts: nothing where no metric says in which currency it is. */
export function currencyPassesOf({ leaves, by, ...fetching }: Fetching): readonly CurrencyPasses[] {
  const byDimension = new Map<string, Leaf[]>()
  for (const leaf of leaves.filter(isInCurrency)) {
    const { dimension } = leaf.currency
    byDimension.set(dimension, [...(byDimension.get(dimension) ?? []), countingLeaf(leaf)])
  }
  return [...byDimension].map(([dimension, counting]) => {
    const apart = by.includes(dimension) ? [] : [dimension]
    return {
      dimension,
      by: [...by, ...apart],
      passes: passesOf({ ...fetching, leaves: counting, by, apart }),
    }
  })
}

/** The same over some of the windows. */
export function currencyPassesOver(
  windows: readonly Window[],
  currencies: readonly CurrencyPasses[],
): readonly CurrencyPasses[] {
  return currencies.map((each) => ({ ...each, passes: passesOver(windows, each.passes) }))
}

/** The currencies that there are amounts in, by the groups of a level. */
export class CurrenciesFound {
  readonly #byDimension = new Map<
    string,
    {
      readonly fetched: Fetched
      readonly isApart: boolean
      readonly groups: ReadonlyMap<string, readonly (string | null)[]>
    }
  >()

  /** Takes what a dimension's passes fetched, for groups of so many of its dimensions. */
  take({ dimension, by }: CurrencyPasses, fetched: Fetched, level: readonly string[]): void {
    const at = by.indexOf(dimension)
    const groups = new Map<string, (string | null)[]>()
    for (const group of fetched.groups()) {
      const key = JSON.stringify(group.slice(0, level.length))
      groups.set(key, [...(groups.get(key) ?? []), group[at] ?? null])
    }
    for (const [key, found] of groups) groups.set(key, inOrder(found))
    this.#byDimension.set(dimension, { fetched, isApart: by.length > level.length, groups })
  }

  /** The currencies of a leaf's amounts in one group and one window, in the order of their names. */
  of(leaf: AmountLeaf, group: Group, window: number): readonly (string | null)[] {
    const found = this.#byDimension.get(leaf.currency.dimension)
    const counting = countingLeaf(leaf)
    if (found === undefined) return []
    const { fetched, isApart, groups } = found
    const currencies = groups.get(JSON.stringify(group)) ?? []
    const brought = currencies.filter(
      (currency) => fetched.figure(counting, isApart ? [...group, currency] : group, window) !== '0',
    )
    return [...new Set(brought.map(saidCurrency))]
  }
}

function inOrder(currencies: readonly (string | null)[]): (string | null)[] {
  const rank = (currency: string | null) => saidCurrency(currency) ?? '\uffff'
  return [...new Set(currencies)].toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1))
}
