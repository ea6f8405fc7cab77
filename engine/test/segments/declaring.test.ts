import { describe, expect, it } from 'vitest'
import {
  activity,
  defineProject,
  members,
  newMembers,
  returningSum,
  rolling,
  segment,
  source,
  sum,
  type DimensionName,
} from '../../src/index.js'

const visits = source('visits', {
  files: 'visits.csv',
  columns: { day: 'date', who: 'text', shop: 'text', amount: 'decimal(9,2)' },
  day: 'day',
  dimensions: { shop: 'shop' },
})
const history = source('history', {
  files: 'history.csv',
  columns: { who: 'text', from: 'date', to: 'date?', level: 'text?' },
})
const dates = { from: history, member: 'who', validFrom: '"from"', validTo: '"to"' }
const level = segment('level', { ...dates, attributes: { level: 'level' } })
const seen = activity('seen', { from: visits, identities: { person: 'who' }, segments: { person: [level] } })
const revenue = sum(seen, 'amount')
const active = members(seen, 'person')
const project = defineProject({ name: 'levels', metrics: { revenue, active, monthly: rolling(active, 30) } })

describe('segments', () => {
  it('are dimensions of what counts members, and of nothing else', () => {
    const dimensions: DimensionName<typeof project>[] = ['shop', 'level']
    // @ts-expect-error an attribute that no segment has
    const unknown: DimensionName<typeof project> = 'rank'
    expect([dimensions, unknown]).toHaveLength(2)
    expect(project.metrics.monthly.dimensions).toEqual(['shop', 'level'])
    expect(active.dimensions).toEqual(['shop', 'level'])
    expect(newMembers(seen, 'person').dimensions).toEqual(['shop', 'level'])
    expect(revenue.dimensions).toEqual(['shop'])
  })

  it('are refused where they could not be told apart or have nobody', () => {
    const attached = (segments: object) => () =>
      activity('seen', { from: visits, identities: { person: 'who' }, ...segments })
    const shop = segment('place', { ...dates, attributes: { shop: 'level' } })
    expect(attached({ segments: { person: [shop] } })).toThrow(
      expect.objectContaining({ code: 'attribute-taken', facts: { activity: 'seen', attribute: 'shop' } }),
    )
    expect(attached({ segments: { people: [level] } })).toThrow(
      expect.objectContaining({ code: 'segment-of-nobody' }),
    )
    expect(() => segment('none', { ...dates, attributes: {} })).toThrow(
      expect.objectContaining({ code: 'segment-without-attributes' }),
    )
    expect(() =>
      segment('level', { ...dates, attributes: { level: 'level' }, asOf: 'last-activty' as 'last-activity' }),
    ).toThrow(
      expect.objectContaining({
        code: 'unknown-as-of',
        facts: expect.objectContaining({ closest: 'last-activity' }) as object,
      }),
    )
  })
})

describe('a flag that says who is new', () => {
  it('leaves no first day by which members could be returning', () => {
    const flagged = activity('flagged', {
      from: visits,
      identities: { person: 'who' },
      newWhen: "shop = 'x'",
    })
    expect(() => returningSum(flagged, 'person', 'amount')).toThrow(
      expect.objectContaining({ code: 'flagged-first-days' }),
    )
  })
})

describe('a rolling metric', () => {
  it('trails a whole number of days', () => {
    for (const days of [0, -7, 1.5, 100_000]) {
      expect(() => rolling(active, days)).toThrow(expect.objectContaining({ code: 'invalid-rolling' }))
    }
  })

  it('has a label that differs from that of its metric', () => {
    const buyers = members(seen, 'person', { label: 'Buyers' })
    expect(rolling(buyers, 30).label).toBe('Buyers, 30 days')
    expect(rolling(buyers, 1).label).toBe('Buyers, 1 day')
    expect(rolling(buyers, 7, { label: 'Weekly buyers' }).label).toBe('Weekly buyers')
    expect(rolling(active, 30).label).toBeUndefined()
  })
})

describe('a metric that is known from a day on', () => {
  it('names a day of the calendar', () => {
    const metrics = { active: members(seen, 'person', { knownFrom: '2022-02-30' }) }
    expect(() => defineProject({ name: 'levels', metrics })).toThrow(
      expect.objectContaining({ code: 'invalid-date' }),
    )
  })
})
