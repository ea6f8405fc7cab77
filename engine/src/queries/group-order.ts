import type { Group } from './figures.js'

const collator = new Intl.Collator('en', { numeric: true })

/** Groups in the order of their values: numbers in text by their size, rows without a value last. */
export function inOrder(groups: readonly Group[]): readonly Group[] {
  return groups.toSorted((one, other) => {
    for (const [index, value] of one.entries()) {
      const order = byValue(value, other[index] ?? null)
      if (order !== 0) return order
    }
    return 0
  })
}

function byValue(one: string | null, other: string | null): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  return collator.compare(one, other) || (one < other ? -1 : Number(one > other))
}
