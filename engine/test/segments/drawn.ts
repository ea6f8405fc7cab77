import fc from 'fast-check'
import { addDays } from '../../src/calendar/day.js'
import { asOfChoices } from '../../src/activities/member-segment.js'
import {
  activeDays,
  activity,
  churnedMembers,
  churnRate,
  defineProject,
  existingMembers,
  folder,
  members,
  newMembers,
  previousMembers,
  ratio,
  reactivatedMembers,
  retainedMembers,
  retentionRate,
  segment,
  source,
  stayedMembers,
} from '../../src/index.js'
import type { Project } from '../../src/project/project.js'
import type { Version, Visit } from './brute-force.js'

/** A row of the data from which visits are taken. */
export interface Row {
  readonly day: string
  readonly who: string | null
  readonly other: string | null
  readonly channel: string | null
  readonly kind: 'visit' | 'other'
  readonly flag: 'New' | 'Old' | null
  readonly id: number | null
}

const firstDay = '2024-01-01'
export const someDay = fc.integer({ min: 0, max: 75 }).map((days) => addDays(firstDay, days))
const person = fc.option(fc.constantFrom('ann', 'bob', 'cy', 'Dee', ''), { nil: null, freq: 8 })
const text = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: null, freq: 3 })

export const row: fc.Arbitrary<Row> = fc.record({
  day: someDay,
  who: person,
  other: fc.option(person, { nil: null, freq: 1 }),
  channel: text('app', 'web', ''),
  kind: fc.constantFrom('visit', 'visit', 'visit', 'other'),
  flag: fc.constantFrom('New', 'Old', 'Old', null),
  id: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null, freq: 6 }),
})

/** Versions that overlap, touch, leave gaps, run backwards and have no ends, as they come. */
export const version = fc
  .record({
    who: person,
    from: fc.option(someDay, { nil: null, freq: 9 }),
    lasts: fc.option(fc.integer({ min: -3, max: 40 }), { nil: null, freq: 5 }),
    level: text('1', '2'),
    trust: text('a', 'b', ''),
  })
  .map(({ lasts, from, ...rest }) => ({
    ...rest,
    from,
    to: lasts === null ? null : addDays(from ?? firstDay, lasts),
  }))

/** How a history says when its versions end. */
export const ending = fc.constantFrom('last-day', 'next-day', 'next-moment' as const)
export type Ending = 'last-day' | 'next-day' | 'next-moment'

type DrawnVersion = typeof version extends fc.Arbitrary<infer V> ? V : never
const times = ['00:00:00', '10:00:00', '23:59:59']

/** The same versions with ends that they do not hold on, as moments where those are asked for. */
export function endingAs(versions: readonly DrawnVersion[], as: Ending): readonly Version[] {
  const at = (day: string | null, time: number) =>
    day === null || as !== 'next-moment' ? day : `${day} ${times[time % times.length] ?? ''}`
  return versions.map((each, place) => ({
    ...each,
    from: at(each.from, place),
    to: at(each.to, Math.floor(place / times.length)),
    endsBefore: as !== 'last-day',
  }))
}

/** What decides who is new. */
export const deciding = fc.constantFrom('seen', 'scope', 'flag', 'some-flags' as const)
export type Deciding = 'seen' | 'scope' | 'flag' | 'some-flags'

const columns = {
  day: 'date',
  who: 'text?',
  other: 'text?',
  channel: 'text?',
  kind: 'text',
  flag: 'text?',
  id: 'integer?',
} as const

/** Visits are rows of kind `visit` that are not undone; both sides of a row may visit. */
export function projectOf(by: Deciding, as: Ending = 'last-day'): Project {
  const bound = as === 'next-moment' ? 'timestamp?' : 'date?'
  const rows = source('rows', { files: '{data}/rows.ndjson', columns, day: 'day' })
  const undone = source('undone', { files: '{data}/undone.ndjson', columns: { id: 'integer?' } })
  const history = source('history', {
    files: '{data}/history.ndjson',
    columns: { who: 'text?', from: bound, to: bound, level: 'text?', trust: 'text?' },
  })
  const standing = segment('standing', {
    from: history,
    member: 'who',
    validFrom: '"from"',
    validTo: as === 'last-day' ? '"to"' : { column: '"to"', exclusive: true },
    attributes: { level: 'level', trust: 'trust' },
  })
  const part = { from: rows, where: "kind = 'visit'", except: { from: undone, on: { id: 'id' } } }
  const dimensions = { channel: 'channel' }
  const newWhen = "flag = 'New'"
  const visits = activity('visits', {
    parts: [
      {
        ...part,
        identities: { person: 'who' },
        dimensions,
        ...(by === 'flag' || by === 'some-flags' ? { newWhen } : {}),
      },
      { ...part, identities: { person: 'other' }, dimensions, ...(by === 'flag' ? { newWhen } : {}) },
    ],
    segments: { person: [standing] },
    ...(by === 'scope' && { firstDayScope: [{ from: rows, identities: { person: 'who' }, dimensions }] }),
  })
  const [retained, before] = [retainedMembers(visits, 'person'), previousMembers(visits, 'person')]
  return defineProject({
    name: 'visits',
    parameters: { data: folder('data') },
    metrics: {
      active: members(visits, 'person'),
      fresh: newMembers(visits, 'person'),
      existing: existingMembers(visits, 'person'),
      retained,
      reactivated: reactivatedMembers(visits, 'person'),
      churned: churnedMembers(visits, 'person'),
      before,
      stayed: stayedMembers(visits, 'person'),
      retention: retentionRate(visits, 'person'),
      churn: churnRate(visits, 'person'),
      byHand: ratio(retained, before),
      activeDays: activeDays(visits, 'person'),
    },
  })
}

/** The same visits without SQL. */
export function visitsOf(
  { rows, undone }: { rows: readonly Row[]; undone: readonly { id: number | null }[] },
  by: Deciding,
): readonly Visit[] {
  const isUndone = ({ id }: Row) => id !== null && undone.some((each) => each.id === id)
  // A blank names nobody.
  const named = (key: string | null) => (key === '' ? null : key)
  const told = ({ flag }: Row) => flag === 'New'
  return rows.flatMap((each) => {
    const { day, channel, kind } = each
    const counts = kind === 'visit' && !isUndone(each)
    const visit = { day, channel, counts }
    const both: Visit[] = [
      { ...visit, who: named(each.who), says: by === 'flag' || by === 'some-flags' ? told(each) : undefined },
      { ...visit, who: named(each.other), says: by === 'flag' ? told(each) : undefined },
    ]
    const scope: Visit[] =
      by === 'scope' ? [{ ...visit, counts: false, who: named(each.who), says: undefined }] : []
    return [...both.filter((side) => side.counts), ...scope]
  })
}

const attributes = ['level', 'trust'] as const

export const asked = fc.record({
  days: fc.tuple(someDay, fc.integer({ min: 0, max: 40 })),
  grain: fc.constantFrom(undefined, 'day' as const, 'week' as const, 'month' as const),
  by: fc.subarray(['channel', ...attributes]),
  where: fc.array(
    fc.oneof(
      fc.record({
        dimension: fc.constant('channel'),
        values: fc.array(text('app', 'web'), { maxLength: 2 }),
        not: fc.boolean(),
      }),
      fc.record({
        dimension: fc.constantFrom('level', 'trust'),
        values: fc.array(text('1', '2', 'a'), { maxLength: 2 }),
        not: fc.boolean(),
      }),
    ),
    { maxLength: 2 },
  ),
  segmentAsOf: fc.constantFrom(undefined, ...asOfChoices),
  rolling: fc.constantFrom(undefined, 7, 30, 7, 30, 1),
  /** All figures, or only some: other statements answer them. */
  metrics: fc.constantFrom(
    ['active'],
    ['active', 'fresh', 'existing'],
    ['active', 'activeDays'],
    ['retention', 'churn', 'byHand'],
    [
      'active',
      'fresh',
      'existing',
      'retained',
      'reactivated',
      'stayed',
      'churned',
      'before',
      'activeDays',
      'retention',
      'churn',
    ],
  ),
  today: fc.oneof(fc.constant('2024-12-31'), someDay),
})
export type Asked = typeof asked extends fc.Arbitrary<infer A> ? A : never
