import type { z } from 'zod'
import { Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import { isObject } from './shape.js'

type Issue = z.core.$ZodIssue
type Path = readonly (string | number)[]

/**
 * Refuses a call of a project's file whose values are not what they should be. Projects run without a type check, so
 * whatever the types say is checked here as well.
 *
 * @param call the function that the file calls
 * @param given each of its values with its schema
 * @throws Refusal `unknown-declaration-key`, `invalid-declaration`
 * @example
 * checkDeclaration('count', [[of, aRowSet], [options, countOptions]])
 */
export function checkDeclaration(
  call: string,
  given: readonly (readonly [value: unknown, schema: z.ZodType])[],
): void {
  const values = given.map(([value]) => value)
  for (const [index, [value, schema]] of given.entries()) {
    const issues = schema.safeParse(value).error?.issues ?? []
    const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
    if (issue !== undefined) throw refusalOf(issue, { call, values, index })
  }
}

interface Called {
  readonly call: string
  readonly values: readonly unknown[]
  /** Which of the values is wrong. */
  readonly index: number
}

function refusalOf(issue: Issue, { call, values, index }: Called): Refusal {
  const inside = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  const [first] = values
  const of = typeof first === 'string' && index > 0 ? `${call}(${JSON.stringify(first)})` : `${call}()`
  const part = partInWords(inside, { count: values.length, index })
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys
    const keys = issue.message.split(' ')
    const at = { call, path: [index, ...inside, key], isKey: true }
    const within = inside.length === 0 ? of : `${part} in ${of}`
    return new Refusal(
      'unknown-declaration-key',
      { of: within, key, closest: closestName(key, keys), keys },
      { at },
    )
  }
  const wrong = valueAt(values[index], inside)
  const choices = issue.code === 'invalid_value' ? issue.values.map(String) : []
  const closest = meantBy(issue) ?? (typeof wrong === 'string' ? closestName(wrong, choices) : undefined)
  return new Refusal(
    'invalid-declaration',
    { of, part, given: givenInWords(wrong), needs: needsInWords(issue, choices), closest },
    { at: { call, path: [index, ...inside] } },
  )
}

function meantBy(issue: Issue): string | undefined {
  const closest: unknown = issue.code === 'custom' ? issue.params?.['closest'] : undefined
  return typeof closest === 'string' ? closest : undefined
}

const ordinals = ['first', 'second', 'third', 'fourth']

function partInWords(inside: Path, { count, index }: { count: number; index: number }): string {
  if (inside.length > 0) return inside.join('.')
  return count === 1 ? 'what it is given' : `its ${ordinals[index] ?? 'last'} value`
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (held, step) => (typeof held === 'object' && held !== null ? Reflect.get(held, step) : undefined),
    value,
  )
}

function givenInWords(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (typeof value === 'function') return `the function ${value.name}`
  if (Array.isArray(value)) return 'a list'
  if (!isObject(value)) return `a ${typeof value}`
  const { kind, name } = value
  if (typeof kind !== 'string') return 'an object'
  return `of the kind ${kind}${typeof name === 'string' ? `, "${name}"` : ''}`
}

const typesInWords: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list in square brackets',
  object: 'an object in braces',
  record: 'an object in braces, with a name before each value',
}

function needsInWords(issue: Issue, choices: readonly string[]): string {
  if (issue.code === 'invalid_value') return `one of: ${choices.join(', ')}`
  if (issue.code === 'invalid_type') return typesInWords[issue.expected] ?? issue.expected
  if (issue.code === 'too_small')
    return issue.origin === 'array' ? 'a list that is not empty' : `at least ${String(issue.minimum)}`
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)}`
  return issue.message
}
