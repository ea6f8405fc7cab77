import type { PlanReport } from '../plans/plan-report.js'
import { JsonNumber } from './json.js'

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

/** A whole report as plain data, its figures as {@link JsonNumber}s. */
export function planDocument(report: PlanReport): object {
  const { split, ...rest } = report
  const parts = split && {
    by: split.by,
    parts: split.parts.map(({ value, ...part }) => ({ value, ...(withNumbers(part) as object) })),
  }
  return { ...(withNumbers(rest) as object), split: parts }
}

/** The same with every figure, which is decimal text, as a number. */
export function withNumbers(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return /^-?\d+(\.\d+)?$/.test(value) && !texts.has(key) ? new JsonNumber(value) : value
  if (Array.isArray(value)) return value.map((each: unknown) => withNumbers(each, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withNumbers(each, name)]))
}
