import type { Example, FoundStep } from '../queries/reconcile/causes-found.js'
import type { Reconciliation } from '../queries/reconcile/reconcile.js'
import type { Key, Tally } from '../queries/reconcile/tally.js'
import { JsonNumber } from './json.js'

/** A reconciliation as a document, with the examples of each cause. */
export function reconciliationDocument(found: Reconciliation): object {
  const { reference, asOf, days, columns, rows, passed } = found
  return {
    reference,
    asOf,
    days,
    columns,
    rows,
    difference: withNames(found.difference, found),
    causes: found.causes.map((step) => ({ cause: step.cause, ...stepWithNames(step, found) })),
    unexplained: found.unexplained.map((step) => stepWithNames(step, found)),
    passed,
  }
}

function stepWithNames({ says, rows, net, examples }: FoundStep, found: Reconciliation): object {
  return {
    says,
    rows,
    net: withNames(net, found),
    examples: examples.map((example) => exampleWithNames(example, found)),
  }
}

function exampleWithNames(example: Example, found: Reconciliation): object {
  const { key, reference, ours, difference, amount, besides } = example
  return {
    ...keyWithNames(key, found),
    reference: reference === undefined ? null : withNames(reference, found),
    metrics: ours === undefined ? null : withNames(ours, found),
    difference: withNames(difference, found),
    amount: withNames(amount, found),
    besides,
  }
}

function keyWithNames({ day, dimensions }: Key, found: Reconciliation): object {
  const named = found.dimensions.map((dimension, at) => [dimension, dimensions[at] ?? null])
  return { day, dimensions: Object.fromEntries(named) as object }
}

function withNames({ rows, amounts, nulls }: Tally, { columns }: Reconciliation): object {
  const of = <T>(values: readonly T[]) =>
    Object.fromEntries(columns.map(({ column }, at) => [column, values[at]])) as object
  return { rows, values: of(amounts.map((amount) => new JsonNumber(amount))), nulls: of(nulls) }
}
