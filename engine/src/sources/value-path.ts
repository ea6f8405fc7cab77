import { z } from 'zod'
import { chosen } from '../declarations/shape.js'
import { raw, sql, type Sql } from '../sql/sql.js'
import { textLiteral } from './duckdb-literal.js'

/** The way to a value inside of objects and lists: names, and places in lists from 0. */
export type ValuePath = readonly (string | number)[]

const needs =
  'names with . between them and places in lists from 0, such as customer.address.city or items[0].sku'

/** A path as it is declared: `items[0].sku`, or `['items', 0, 'sku']` where a name has a dot. */
export const aPath = chosen<string | ValuePath>((value) => {
  const steps = typeof value === 'string' ? stepsOf(value) : value
  const isPath =
    Array.isArray(steps) &&
    typeof steps[0] === 'string' &&
    steps.every((step) => (typeof step === 'string' ? /^[^"\\]+$/.test(step) : isPlace(step)))
  return isPath ? z.any() : needs
})

function isPlace(step: unknown): boolean {
  return typeof step === 'number' && Number.isInteger(step) && step >= 0
}

/** The steps of a path that is declared. */
export function pathSteps(declared: string | ValuePath): ValuePath {
  return typeof declared === 'string' ? (stepsOf(declared) ?? []) : declared
}

function stepsOf(text: string): ValuePath | undefined {
  if (!/^[^.[\]]+(?:\.[^.[\]]+|\[\d+\])*$/.test(text)) return undefined
  return [...text.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([name, place]) =>
    place === undefined ? name : Number(place),
  )
}

/** What stands at the end of a path in a value of JSON, as JSON. */
export function insideJson(json: Sql, [, ...rest]: ValuePath): Sql {
  if (rest.length === 0) return json
  const path = rest.map((step) => (typeof step === 'string' ? `."${step}"` : `[${step}]`)).join('')
  return sql`json_extract(${json}, ${textLiteral(`$${path}`)})`
}

/** What stands at the end of a path in a struct or a list. */
export function insideStruct(value: Sql, [, ...rest]: ValuePath): Sql {
  return rest.reduce<Sql>(
    (held, step) =>
      typeof step === 'string'
        ? sql`struct_extract(${held}, ${textLiteral(step)})`
        : sql`list_extract(${held}, ${raw(String(step + 1))})`,
    value,
  )
}
