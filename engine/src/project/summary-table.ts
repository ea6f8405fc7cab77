import { z } from 'zod'
import { grains, type Grain } from '../calendar/grain.js'
import { chosen, isObject, named, objectOf, texts } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { closestName } from '../names/closest-name.js'
import { declaredMetric } from './board.js'
import { inProject } from './in-project.js'

/** Where a column of a summary table comes from. */
export type SummaryColumn<M extends string = string> =
  | { readonly metric: M }
  | { readonly dimension: string }
  /** The period's first day, its year (`2025`), its quarter (`Q4`), or its whole label. */
  | { readonly period: 'first-day' | 'year' | 'quarter' | 'label' }
  | { readonly parameter: string }
  | { readonly constant: string }

/**
 * A table to export: one row for each period and each combination of dimension values in the data, and for each
 * period one of all values together.
 */
export interface SummaryTable<M extends string = string> {
  readonly description?: string
  readonly grain: Grain
  readonly by: readonly string[]
  /** What stands in the dimensions' columns of the rows over all values; they are counted at their own level. */
  readonly total: string
  /** In the order of the table. */
  readonly columns: Readonly<Record<string, SummaryColumn<M>>>
}

const columnKinds = {
  metric: objectOf<{ metric: string }>({ metric: z.string() }),
  dimension: objectOf<{ dimension: string }>({ dimension: z.string() }),
  period: objectOf<Extract<SummaryColumn, { period: unknown }>>({
    period: z.enum(['first-day', 'year', 'quarter', 'label']),
  }),
  parameter: objectOf<{ parameter: string }>({ parameter: z.string() }),
  constant: objectOf<{ constant: string }>({ constant: z.string() }),
} satisfies Readonly<Record<string, z.ZodType<SummaryColumn>>>

const aColumn = chosen<SummaryColumn>((value) => {
  const [key = '', ...others] = isObject(value) ? Object.keys(value) : []
  if (others.length === 0 && Object.hasOwn(columnKinds, key))
    return columnKinds[key as keyof typeof columnKinds]
  const kinds = Object.keys(columnKinds)
  return { needs: `an object with one of the keys ${kinds.join(', ')}`, closest: closestName(key, kinds) }
})

/** The keys of a project's summary tables. */
export const tablesDeclared = named(
  objectOf<SummaryTable>({
    description: z.string().optional(),
    grain: z.enum(grains),
    by: texts,
    total: z.string(),
    columns: named(aColumn),
  }),
)

/**
 * The name of a summary table in a project as it was loaded, with its parameters put in, in lower case:
 * `sales_{currency}` is `sales_eur`.
 */
export function summaryTableName(name: string, parameters: Readonly<Record<string, string>>): string {
  return name
    .replaceAll(/\{(\w+)\}/g, (whole, parameter: string) => parameters[parameter] ?? whole)
    .toLowerCase()
}

/**
 * Refuses summary tables that name what the project does not have.
 *
 * @throws Refusal `unknown-metric`, `unknown-dimension`, `unknown-parameter-set`
 */
export function checkSummaryTables(
  tables: Readonly<Record<string, SummaryTable>>,
  {
    metrics,
    parameters,
  }: { metrics: Readonly<Record<string, Metric>>; parameters: Readonly<Record<string, unknown>> },
): void {
  for (const [table, { by, columns }] of Object.entries(tables)) {
    for (const [name, column] of Object.entries(columns)) {
      const path = ['tables', table, 'columns', name]
      if ('parameter' in column && !Object.hasOwn(parameters, column.parameter)) {
        const known = Object.keys(parameters)
        const closest = closestName(column.parameter, known)
        throw new Refusal(
          'unknown-parameter-set',
          { name: column.parameter, closest, parameters: known },
          inProject([...path, 'parameter']),
        )
      }
      if (!('metric' in column)) continue
      const { dimensions } = declaredMetric(column.metric, metrics, [...path, 'metric'])
      for (const [index, dimension] of by.entries()) {
        if (dimensions.includes(dimension)) continue
        const closest = closestName(dimension, dimensions)
        throw new Refusal(
          'unknown-dimension',
          { dimension, metric: column.metric, closest, dimensions },
          inProject(['tables', table, 'by', index]),
        )
      }
    }
    refuseUnsplit(table, { by, columns })
  }
}

/** Refuses columns of dimensions by which the table has no rows. */
function refuseUnsplit(table: string, { by, columns }: Pick<SummaryTable, 'by' | 'columns'>): void {
  for (const [name, column] of Object.entries(columns)) {
    if (!('dimension' in column) || by.includes(column.dimension)) continue
    const { dimension } = column
    const path = ['tables', table, 'columns', name, 'dimension']
    throw new Refusal(
      'invalid-declaration',
      {
        of: 'defineProject()',
        part: path.join('.'),
        given: JSON.stringify(dimension),
        needs: `one of the dimensions in \`by\`: ${by.join(', ')}`,
        closest: closestName(dimension, by),
      },
      inProject(path),
    )
  }
}
