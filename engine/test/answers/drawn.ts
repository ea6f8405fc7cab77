import fc from 'fast-check'
import { addDays } from '../../src/calendar/day.js'
import {
  activity,
  churnedMembers,
  count,
  defineProject,
  folder,
  members,
  newMembers,
  perMember,
  previousMembers,
  reactivatedMembers,
  retainedMembers,
  retentionRate,
  returningSum,
  source,
  sum,
} from '../../src/index.js'
import type { Project } from '../../src/project/project.js'
import type { Question } from '../../src/queries/question.js'
import type { Happening } from './brute-force.js'

export interface Raw {
  readonly day: string
  readonly a: string | null
  readonly b: string | null
  readonly who: string | null
  readonly card: number | null
  readonly joined: string | null
  readonly cents: number | null
  readonly ok: boolean
}

const someDay = fc.integer({ min: 0, max: 80 }).map((days) => addDays('2023-12-20', days))
const texts = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: null, freq: 4 })
export const raw: fc.Arbitrary<Raw> = fc.record({
  day: someDay,
  a: texts('', 'a', 'B', 'é', "'"),
  b: texts('1', '2'),
  who: texts('', 'ann', 'bob', 'cy', 'dee', 'eve', 'Eve', '7'),
  card: fc.option(fc.integer({ min: -2, max: 4 }), { nil: null, freq: 4 }),
  joined: fc.option(someDay, { nil: null, freq: 2 }),
  cents: fc.option(fc.integer({ min: -999, max: 999 }), { nil: null, freq: 6 }),
  ok: fc.boolean(),
})

/** What a drawn project is like. */
export const shape = fc.record({
  dimensions: fc.constantFrom<readonly ('a' | 'b')[]>([], ['a'], ['a', 'b'], ['b', 'a']),
  conditions: fc.tuple(
    fc.constantFrom(...(['all', 'ok', 'positive'] as const)),
    fc.constantFrom(...(['all', 'ok'] as const)),
  ),
  secondPart: fc.boolean(),
  declaresFirst: fc.boolean(),
  weekStart: fc.constantFrom('sunday' as const, 'monday' as const),
})
export type Shape = typeof shape extends fc.Arbitrary<infer S> ? S : never

export const asked = fc.record({
  days: fc.tuple(someDay, fc.integer({ min: 0, max: 45 })),
  grain: fc.constantFrom(undefined, 'day' as const, 'week' as const, 'month' as const),
  by: fc.subarray(['a', 'b']),
  where: fc.array(
    fc.record({
      dimension: fc.constantFrom('a', 'b'),
      values: fc.array(texts('', 'a', 'é', "'", '1', 'fixed', 'nowhere'), { maxLength: 3 }),
      not: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  compare: fc.oneof(
    fc.constant(undefined),
    fc.constant('previous-length' as const),
    fc
      .tuple(someDay, fc.integer({ min: 0, max: 20 }))
      .map(([from, days]) => ({ from, to: addDays(from, days) })),
  ),
  today: fc.oneof(fc.constant('2024-12-31'), someDay),
})
export type Asked = typeof asked extends fc.Arbitrary<infer A> ? A : never

const conditions = {
  all: { sql: undefined, holds: () => true },
  ok: { sql: 'ok', holds: ({ ok }: Raw) => ok },
  positive: { sql: 'cents > 0', holds: ({ cents }: Raw) => cents !== null && cents > 0 },
}

export function projectOf({
  dimensions,
  conditions: [first, second],
  secondPart,
  declaresFirst,
  weekStart,
}: Shape): Project {
  const columns = {
    day: 'date',
    a: 'text?',
    b: 'text?',
    who: 'text?',
    card: 'integer?',
    joined: 'date?',
    cents: 'integer?',
    ok: 'boolean',
  } as const
  const one = source('one', { files: '{data}/one.ndjson', columns, day: 'day' })
  const two = source('two', { files: '{data}/two.ndjson', columns, day: 'day' })
  const identities = { who: 'who', card: 'card' }
  const firstDay = declaresFirst ? { who: 'joined' } : {}
  const where = (of: 'all' | 'ok' | 'positive') =>
    conditions[of].sql === undefined ? {} : { where: conditions[of].sql }
  const kept = (expressions: Record<'a' | 'b', string>) =>
    Object.fromEntries(dimensions.map((dimension) => [dimension, expressions[dimension]]))
  const happening = activity('happening', {
    parts: [
      { from: one, identities, firstDay, dimensions: kept({ a: 'a', b: 'b' }), ...where(first) },
      ...(secondPart
        ? [{ from: two, identities, firstDay, dimensions: kept({ a: "'fixed'", b: 'a' }), ...where(second) }]
        : []),
    ],
  })
  const cents = 'cents * 0.01'
  const cohorts = (identity: 'who' | 'card') => ({
    [`${identity}Active`]: members(happening, identity),
    [`${identity}Before`]: previousMembers(happening, identity),
    [`${identity}New`]: newMembers(happening, identity),
    [`${identity}Retained`]: retainedMembers(happening, identity),
    [`${identity}Reactivated`]: reactivatedMembers(happening, identity),
    [`${identity}Churned`]: churnedMembers(happening, identity),
    [`${identity}Returning`]: returningSum(happening, identity, cents),
    [`${identity}Retention`]: retentionRate(happening, identity),
  })
  return defineProject({
    name: 'drawn',
    calendar: { weekStart },
    parameters: { data: folder('data') },
    metrics: {
      revenue: sum(happening, cents),
      rows: count(happening),
      perWho: perMember(sum(happening, cents), members(happening, 'who')),
      ...cohorts('who'),
      ...cohorts('card'),
    },
  })
}

/** The rows that count, as the project says in SQL and this says without. */
export function happenings(
  { one, two }: { one: readonly Raw[]; two: readonly Raw[] },
  { dimensions, secondPart, declaresFirst, conditions: [first, second] }: Shape,
): readonly Happening[] {
  const from = (row: Raw, values: Readonly<Record<'a' | 'b', string | null>>): Happening => ({
    day: row.day,
    dimensions: Object.fromEntries(dimensions.map((dimension) => [dimension, values[dimension]])),
    // A blank names nobody.
    keys: { who: row.who === '' ? null : row.who, card: row.card === null ? null : String(row.card) },
    joined: declaresFirst ? row.joined : null,
    cents: row.cents,
  })
  return [
    ...one.filter(conditions[first].holds).map((row) => from(row, row)),
    ...(secondPart ? two : [])
      .filter(conditions[second].holds)
      .map((row) => from(row, { a: 'fixed', b: row.a })),
  ]
}

export function questionOf(
  { days: [from, length], grain, by, where, compare }: Asked,
  { dimensions }: Shape,
): Question {
  const known = (dimension: string) => dimensions.some((each) => each === dimension)
  const metrics = [
    'revenue',
    'rows',
    'perWho',
    ...['who', 'card'].flatMap((identity) =>
      ['Active', 'Before', 'New', 'Retained', 'Reactivated', 'Churned', 'Returning', 'Retention'].map(
        (figure) => identity + figure,
      ),
    ),
  ]
  return {
    metrics,
    from,
    to: addDays(from, length),
    by: by.filter(known),
    where: where.filter(({ dimension }) => known(dimension)),
    ...(grain && { grain }),
    ...(compare && { compare: typeof compare === 'string' ? compare : `${compare.from}..${compare.to}` }),
  }
}
