import { describe, expect, it } from 'vitest'
import { activity, defineProject, members, source, text } from '../../src/index.js'

const lines = source('lines', {
  table: 'lines',
  columns: { day: 'date', customer: 'text', country: 'text' },
  day: 'day',
  dimensions: { country: 'country' },
})
const sales = activity('sales', { from: lines, identities: { customer: 'customer' } })
const customers = members(sales, 'customer')

/** A project with a part that its types would not let pass. */
function projectWith(part: Readonly<Record<string, unknown>>) {
  const declaration = { name: 'shop', metrics: { customers }, parameters: { currency: text('MYR') }, ...part }
  return () => defineProject(declaration as Parameters<typeof defineProject>[0])
}

const chart = { title: 'Customers', kind: 'bar', metrics: ['customers'] }
const table = { grain: 'day', by: ['country'], total: 'ALL' }

describe('a project refuses', () => {
  it.each([
    [
      'a card of no metric',
      { boards: { page: { title: '', cards: ['custmers'], charts: [] } } },
      'unknown-metric',
    ],
    [
      'a board of no plan',
      { boards: { page: { title: '', cards: [], charts: [], plans: ['monthly'] } } },
      'unknown-plan',
    ],
    [
      'a chart along no dimension',
      { boards: { page: { title: '', cards: [], charts: [{ ...chart, along: 'contry' }] } } },
      'unknown-dimension',
    ],
    [
      'a chart by no dimension',
      { boards: { page: { title: '', cards: [], charts: [{ ...chart, by: 'contry' }] } } },
      'unknown-dimension',
    ],
    [
      'a table of no metric',
      { tables: { t: { ...table, columns: { n: { metric: 'custmers' } } } } },
      'unknown-metric',
    ],
    [
      'a table of no parameter',
      { tables: { t: { ...table, columns: { c: { parameter: 'curency' } } } } },
      'unknown-parameter-set',
    ],
    [
      'targets without their dimension',
      {
        targets: {
          from: 'customers',
          period: 'quarter',
          metric: 'metric',
          by: { dimension: 'country', whole: 'ALL' },
        },
      },
      'unknown-dimension',
    ],
  ])('%s', (_what, part, code) => {
    expect(projectWith(part)).toThrow(expect.objectContaining({ code }) as Error)
  })

  it('nothing of a board, a table and targets whose names it has', () => {
    const board = { title: 'The shop', cards: ['customers'], charts: [{ ...chart, along: 'country' }] }
    const tables = { 't_{currency}': { ...table, columns: { n: { metric: 'customers' } } } }
    expect(projectWith({ boards: { page: board }, tables })()).toMatchObject({ boards: { page: board } })
  })
})
