import type { PlanReport } from '../../plans/plan-report.js'
import { JsonNumber, prettyJson } from '../json.js'

/** What holds text though it may look like a number. */
const texts: ReadonlySet<string> = new Set([
  'plan',
  'label',
  'month',
  'version',
  'name',
  'by',
  'capped',
  'unit',
  'date_label',
])

/** The whole report as JSON, its figures as numbers with all their digits. */
export function planJson(report: PlanReport): string {
  const { split, ...rest } = report
  const parts = split && {
    by: split.by,
    parts: split.parts.map(({ value, ...part }) => ({ value, ...(withNumbers(part) as object) })),
  }
  return `${prettyJson({ ...(withNumbers(rest) as object), split: parts })}\n`
}

/** The same with every figure, which is decimal text, as a number. */
export function withNumbers(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return /^-?\d+(\.\d+)?$/.test(value) && !texts.has(key) ? new JsonNumber(value) : value
  if (Array.isArray(value)) return value.map((each: unknown) => withNumbers(each, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withNumbers(each, name)]))
}
