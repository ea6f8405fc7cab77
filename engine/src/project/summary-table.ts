import type { Grain } from '../calendar/grain.js'
import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { closestName } from '../names/closest-name.js'
import { declaredMetric } from './board.js'

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
  for (const { by, columns } of Object.values(tables)) {
    for (const column of Object.values(columns)) {
      if ('parameter' in column && !Object.hasOwn(parameters, column.parameter)) {
        const known = Object.keys(parameters)
        const closest = closestName(column.parameter, known)
        throw new Refusal('unknown-parameter-set', { name: column.parameter, closest, parameters: known })
      }
      if (!('metric' in column)) continue
      const { dimensions } = declaredMetric(column.metric, metrics)
      for (const dimension of by) {
        if (dimensions.includes(dimension)) continue
        const closest = closestName(dimension, dimensions)
        throw new Refusal('unknown-dimension', { dimension, metric: column.metric, closest, dimensions })
      }
    }
  }
}
