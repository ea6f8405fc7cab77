import { z } from 'zod'
import { named, objectOf } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { closestName } from '../names/closest-name.js'
import { declaredName } from '../names/declared-name.js'
import { declaredMetric } from './board.js'
import { inProject } from './in-project.js'

/**
 * An existing table that metrics are compared with, row by row, and why the two may differ.
 *
 * A cause is a peculiarity of the table that the model can be run without: in its templates, and in those that it
 * reads, `var('corrected', [])` lists the causes that are corrected. The model is run with none of them, and again
 * with one more each time, in the order in which they are declared; what a cause amounts to is the difference
 * between two neighbouring runs.
 *
 * @example
 * references: {
 *   daily_buyers: {
 *     model: 'daily_buyers',
 *     day: 'day',
 *     dimensions: { shop: 'shop' },
 *     values: { buyer_count: 'buyers' },
 *     causes: { refunds: 'Whoever got all their money back counts as a buyer.' },
 *   },
 * }
 */
export interface Reference<M extends string = string> {
  /** What it is called on pages. Default: its name. */
  readonly title?: string
  readonly description?: string
  /** The model that makes such rows. Without a `table`, what was built of it is what is compared. */
  readonly model?: string
  /** The table that was published, `table` or `schema.table`, where it is not the model's own. */
  readonly table?: string
  /** The column of the business day: a date or a timestamp. */
  readonly day: string
  /** Columns that tell rows of a day apart, each with the dimension that it is. */
  readonly dimensions?: Readonly<Record<string, string>>
  /** Columns of figures, each with the metric that it is to equal. */
  readonly values: Readonly<Record<string, M>>
  /** Why rows may differ, each cause in a sentence. */
  readonly causes?: Readonly<Record<string, string>>
}

/** The keys of a project's references. */
export const referencesDeclared = named(
  objectOf<Reference>({
    title: z.string().optional(),
    description: z.string().optional(),
    model: z.string().optional(),
    table: z.string().optional(),
    day: z.string(),
    dimensions: named(z.string()).optional(),
    values: named(z.string()),
    causes: named(z.string()).optional(),
  }),
)

/**
 * Refuses references that name what the project does not have.
 *
 * @throws Refusal `invalid-name`, `reference-from-where`, `causes-without-model`, `unknown-metric`,
 * `unknown-dimension`
 */
export function checkReferences(
  references: Readonly<Record<string, Reference>>,
  metrics: Readonly<Record<string, Metric>>,
): void {
  for (const [name, { model, table, dimensions = {}, values, causes = {} }] of Object.entries(references)) {
    declaredName('reference', name)
    for (const cause of Object.keys(causes)) declaredName('cause', cause)
    if (model === undefined) {
      if (table === undefined) throw new Refusal('reference-from-where', { reference: name })
      if (Object.keys(causes).length > 0)
        throw new Refusal('causes-without-model', { reference: name, table })
    }
    for (const [column, metric] of Object.entries(values)) {
      const { dimensions: known } = declaredMetric(metric, metrics, ['references', name, 'values', column])
      for (const [at, dimension] of Object.entries(dimensions)) {
        if (known.includes(dimension)) continue
        const closest = closestName(dimension, known)
        throw new Refusal(
          'unknown-dimension',
          { dimension, metric, closest, dimensions: known },
          inProject(['references', name, 'dimensions', at]),
        )
      }
    }
  }
}

/** The reference of a name. Refuses with `unknown-reference`. */
export function referenceNamed(name: string, references: Readonly<Record<string, Reference>>): Reference {
  const found = Object.hasOwn(references, name) ? references[name] : undefined
  if (found !== undefined) return found
  const known = Object.keys(references)
  throw new Refusal('unknown-reference', {
    reference: name,
    closest: closestName(name, known),
    references: known,
  })
}
