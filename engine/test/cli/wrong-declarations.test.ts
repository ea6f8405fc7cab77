import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop, type TinyShop } from './tiny-shop.js'

/** A project whose every declaration stands on lines of its own, so that a mistake has a line. */
const config = `import * as daymark from 'daymark'
import { activity, count, defineProject, folder, members, money, newMembers, percent, plan, ratio, segment, source, sum, text } from 'daymark'
const orders = source('orders', {
  files: '{data}/orders.csv',
  columns: {
    id: 'integer',
    day: 'date',
    customer: 'text',
    country: 'text?',
    amount: { type: 'decimal(18,2)' },
  },
  key: ['id'],
  day: 'day',
  dimensions: { country: 'country' },
})
const history = source('history', {
  table: 'history',
  columns: { customer: 'text', start: 'date', end: 'date?', level: 'text' },
})
const goals = source('goals', {
  table: 'goals',
  columns: { day: 'date', kpi: 'text', place: 'text', goal: 'decimal(18,2)' },
  day: 'day',
  dimensions: { kpi: 'kpi', place: 'place' },
})
const level = segment('level', {
  from: history,
  member: 'customer',
  validFrom: 'start',
  validTo: 'end',
  attributes: { level: 'level' },
})
const purchases = activity('purchases', {
  from: orders,
  where: 'amount > 0',
  identities: { customer: 'customer' },
  segments: { customer: [level] },
})
const revenue = sum(purchases, 'amount', { format: money('EUR') })
const buyers = members(purchases, 'customer')
const fresh = newMembers(purchases, 'customer')
const each = ratio(revenue, buyers)
const other = count(orders)
const monthly = plan({
  metric: revenue,
  target: { everyMonth: '650000' },
})

export default defineProject({
  name: 'shop',
  calendar: {
    timeZone: 'Europe/Berlin',
    weekStart: 'monday',
  },
  dialect: 'duckdb',
  parameters: { data: folder('exports'), currency: text('EUR') },
  metrics: { revenue, buyers, fresh, each, other, goal: sum(goals, 'goal') },
  plans: { monthly },
  boards: {
    page: {
      title: 'Page',
      cards: ['revenue', 'buyers'],
      charts: [
        { title: 'Sales', kind: 'bar', metrics: ['revenue'], by: 'country' },
      ],
      plans: ['monthly'],
    },
  },
  tables: {
    summary: {
      grain: 'month',
      by: ['country'],
      total: 'ALL',
      columns: {
        start: { period: 'first-day' },
        country: { dimension: 'country' },
        revenue: { metric: 'revenue' },
        currency: { parameter: 'currency' },
      },
    },
  },
  references: {
    published: {
      table: 'published',
      day: 'day',
      dimensions: { shop: 'country' },
      values: { sales: 'revenue' },
    },
  },
  targets: {
    from: 'goal',
    period: 'month',
    metric: 'kpi',
    by: { dimension: 'place', whole: 'ALL' },
  },
  access: {
    roles: {
      reader: { metrics: ['revenue'], boards: ['page'], rows: { country: ['France'] } },
    },
  },
})
`

/** What is written in place of what, the code of the refusal, and what its text says among other things. */
type Mistake = readonly [written: string, wrong: string, code: string, says: string]

const unknownKey = 'unknown-declaration-key'
const wrongValue = 'invalid-declaration'

const mistakes: readonly Mistake[] = [
  // Sources.
  ["key: ['id']", "keys: ['id']", unknownKey, 'Did you mean "key"?'],
  ["key: ['id']", "key: 'id'", wrongValue, 'a list'],
  ["key: ['id']", "key: ['idd']", 'undeclared-column', 'Did you mean "id"?'],
  ["key: ['id'],", "key: ['id'], latestBy: 'dya',", 'undeclared-column', 'Did you mean "day"?'],
  ["key: ['id'],", "key: ['id'], watermark: 'dya',", 'undeclared-column', 'Did you mean "day"?'],
  ["key: ['id'],", 'key: [3],', wrongValue, 'a text in quotes'],
  ["id: 'integer'", "id: 'int'", wrongValue, 'Did you mean "integer"?'],
  ["id: 'integer'", "id: 'number'", wrongValue, 'Did you mean "decimal(18,2)"?'],
  ["id: 'integer'", "id: 'decimal(40,2)'", wrongValue, 'at most 38'],
  ["id: 'integer'", "id: 'decimal(18, 2)'", wrongValue, 'Did you mean "decimal(18,2)"?'],
  ["id: 'integer'", 'id: 7', wrongValue, 'one of: text'],
  ["id: 'integer'", 'id: undefined', wrongValue, 'missing'],
  ["country: 'text?'", "country: 'txet?'", wrongValue, 'Did you mean "text"?'],
  [
    "{ type: 'decimal(18,2)' }",
    "{ type: 'decimal(18,2)', nulable: true }",
    unknownKey,
    'Did you mean "nullable"?',
  ],
  ["{ type: 'decimal(18,2)' }", "{ type: 'decimal(18,2)', nullable: 'yes' }", wrongValue, 'true or false'],
  ["{ type: 'decimal(18,2)' }", "{ type: 'decmal(18,2)' }", wrongValue, 'one of: text'],
  ["{ type: 'decimal(18,2)' }", '{ nullable: true }', wrongValue, 'columns.amount.type is missing'],
  ["files: '{data}/orders.csv'", "file: '{data}/orders.csv'", unknownKey, 'Did you mean "files"?'],
  ["files: '{data}/orders.csv'", 'files: []', wrongValue, 'not empty'],
  [
    "files: '{data}/orders.csv'",
    "files: 'x.csv', extraColumns: 'refse'",
    wrongValue,
    'Did you mean "refuse"?',
  ],
  ["files: '{data}/orders.csv'", "files: 'x.csv', delimiter: 3", wrongValue, 'a text in quotes'],
  ["source('orders'", "source('or ders'", 'invalid-name', 'or ders'],
  ["source('orders'", 'source(orders', 'project-unreadable', 'orders'],
  // Segments and activities.
  ["validFrom: 'start'", "validForm: 'start'", unknownKey, 'Did you mean "validFrom"?'],
  ['from: history', 'from: "history"', wrongValue, 'a source'],
  ["validTo: 'end'", "validTo: 'end', asOf: 'period-ends'", 'unknown-as-of', 'Did you mean "period-end"?'],
  ["attributes: { level: 'level' }", 'attributes: { level: 4 }', wrongValue, 'a text in quotes'],
  [
    "attributes: { level: 'level' }",
    "atributes: { level: 'level' }",
    unknownKey,
    'Did you mean "attributes"?',
  ],
  ['from: orders', 'from: daymark.order', wrongValue, 'missing'],
  ['from: orders', 'form: orders', unknownKey, 'Did you mean "from"?'],
  ["where: 'amount > 0'", 'where: true', wrongValue, 'a text in quotes'],
  ["identities: { customer: 'customer' }", "identity: { customer: 'customer' }", unknownKey, 'identities'],
  [
    "identities: { customer: 'customer' }",
    "identities: ['customer']",
    wrongValue,
    'a name before each value',
  ],
  ['segments: { customer: [level] }', 'segments: { custmer: [level] }', 'segment-of-nobody', 'custmer'],
  ['segments: { customer: [level] }', 'segments: { customer: level }', wrongValue, 'a list'],
  ['segments: { customer: [level] }', 'segments: { customer: [orders] }', wrongValue, 'a segment'],
  [
    'segments: { customer: [level] }',
    "firstDay: { custmer: 'day' }",
    'unknown-identity',
    'Did you mean "customer"?',
  ],
  // Metrics.
  [
    "members(purchases, 'customer')",
    "members(purchases, 'custmer')",
    'unknown-identity',
    'Did you mean "customer"?',
  ],
  ["members(purchases, 'customer')", "members('purchases', 'customer')", wrongValue, 'an activity'],
  ["members(purchases, 'customer')", "members(orders, 'customer')", wrongValue, 'an activity'],
  ["members(purchases, 'customer')", "members(revenue, 'customer')", wrongValue, 'an activity'],
  ["members(purchases, 'customer')", 'members(purchases)', wrongValue, 'missing'],
  [
    "members(purchases, 'customer')",
    "members(purchases, 'customer', { lable: 'x' })",
    unknownKey,
    'Did you mean "label"?',
  ],
  ["newMembers(purchases, 'customer')", "newMembers(purchases, 'account')", 'unknown-identity', 'account'],
  [
    "newMembers(purchases, 'customer')",
    "daymark.retentionRate(purchases, 'account')",
    'unknown-identity',
    'account',
  ],
  [
    "newMembers(purchases, 'customer')",
    "daymark.stickinessRate(purchases, 'customer', { over: 'all' })",
    wrongValue,
    'a number of days',
  ],
  [
    "newMembers(purchases, 'customer')",
    "daymark.activeSum(purchases, 'customer', { sum: 'amount' })",
    unknownKey,
    'expression',
  ],
  ["newMembers(purchases, 'customer')", 'daymark.rolling(buyers, "30")', wrongValue, 'a number'],
  ["newMembers(purchases, 'customer')", 'daymark.product(revenue, 0.5)', wrongValue, 'a metric'],
  [
    "newMembers(purchases, 'customer')",
    "daymark.product(revenue, 'half')",
    wrongValue,
    'a decimal in quotes',
  ],
  ["newMembers(purchases, 'customer')", 'daymark.difference(revenue, 5)', wrongValue, 'a metric'],
  [
    "newMembers(purchases, 'customer')",
    "newMember(purchases, 'customer')",
    'project-unreadable',
    'newMember',
  ],
  ["{ format: money('EUR') }", "{ format: 'money' }", wrongValue, "money('EUR')"],
  ["{ format: money('EUR') }", '{ format: percent }', wrongValue, 'the function percent'],
  [
    "{ format: money('EUR') }",
    "{ format: money('EUR', { decimal: 0 }) }",
    unknownKey,
    'Did you mean "decimals"?',
  ],
  ["{ format: money('EUR') }", "{ format: money('EUR', { decimals: -1 }) }", wrongValue, 'at least 0'],
  ["{ format: money('EUR') }", '{ scale: 1.5 }', wrongValue, 'a whole number'],
  ["sum(purchases, 'amount'", 'sum(purchases, 5', wrongValue, 'a text in quotes'],
  ["sum(purchases, 'amount'", "sum(undefined, 'amount'", wrongValue, 'a source or an activity'],
  ['ratio(revenue, buyers)', 'ratio(revenue, purchases)', wrongValue, 'a metric'],
  ['ratio(revenue, buyers)', "ratio(revenue, 'buyers')", wrongValue, 'a metric'],
  ['ratio(revenue, buyers)', 'ratio(revenue, buyers, { whenEmpty: 1 })', wrongValue, 'one of: 0, null'],
  // Plans.
  ['metric: revenue,', 'metric: orders,', wrongValue, 'a metric'],
  ["target: { everyMonth: '650000' }", 'target: { everyMonth: 650000 }', wrongValue, 'a text in quotes'],
  ["target: { everyMonth: '650000' }", "target: { from: 'goals' }", wrongValue, 'a source'],
  ["target: { everyMonth: '650000' }", "target: { everyMonths: '1' }", unknownKey, 'everyMonths'],
  [
    "target: { everyMonth: '650000' },",
    "target: { everyMonth: '1' }, today: 'actuals',",
    wrongValue,
    'Did you mean "actual"?',
  ],
  [
    "target: { everyMonth: '650000' },",
    "target: { everyMonth: '1' }, projection: 'recomended',",
    wrongValue,
    'Did you mean "recommended"?',
  ],
  [
    "target: { everyMonth: '650000' },",
    "target: { everyMonth: '1' }, split: { by: 'contry' },",
    'unknown-dimension',
    'Did you mean "country"?',
  ],
  ["target: { everyMonth: '650000' },", "target: { everyMonth: '1' }, rounding: '0.01',", wrongValue, 'unit'],
  [
    "target: { everyMonth: '650000' },",
    "target: { everyMonth: '1' }, redistribution: 'even',",
    wrongValue,
    'Did you mean "evenly"?',
  ],
  [
    "target: { everyMonth: '650000' },",
    "target: { everyMonth: '1' }, frozen: { days: ['31.12.2025'] },",
    'invalid-date',
    '31.12.2025',
  ],
  ['metric: revenue,', 'metric: revenue,,', 'project-unreadable', 'Unexpected token'],
  // The project.
  ["name: 'shop'", "nam: 'shop'", unknownKey, 'Did you mean "name"?'],
  [
    "timeZone: 'Europe/Berlin'",
    "timeZone: 'Europe/Berln'",
    'invalid-time-zone',
    'Did you mean "Europe/Berlin"?',
  ],
  ["timeZone: 'Europe/Berlin'", "timezone: 'Europe/Berlin'", unknownKey, 'Did you mean "timeZone"?'],
  ["weekStart: 'monday'", "weekStart: 'mondey'", 'invalid-week-start', 'Did you mean "monday"?'],
  ["weekStart: 'monday'", 'fiscalYearStart: 13', 'invalid-fiscal-year-start', '13'],
  ["dialect: 'duckdb'", "dialect: 'duckbd'", 'unknown-dialect', 'Did you mean "duckdb"?'],
  ["dialect: 'duckdb'", 'dialect: 5', wrongValue, 'a text in quotes'],
  ["{ data: folder('exports'),", "{ data: 'exports',", wrongValue, 'a parameter'],
  ['metrics: { revenue,', 'metrics: { revenue: orders,', wrongValue, 'a metric'],
  ['metrics: { revenue,', 'metrics: { revenue: daymark.revenue,', wrongValue, 'missing'],
  ['metrics: { revenue,', "metrics: { 'net revenue': revenue,", 'invalid-name', 'net revenue'],
  ['plans: { monthly }', 'plans: { monthly: revenue }', wrongValue, 'a plan'],
  ["cards: ['revenue', 'buyers']", "cards: ['revenue', 'byers']", 'unknown-metric', 'Did you mean "buyers"?'],
  ["cards: ['revenue', 'buyers']", 'cards: [revenue]', wrongValue, 'a text in quotes'],
  ["kind: 'bar'", "kind: 'bars'", wrongValue, 'Did you mean "bar"?'],
  ["kind: 'bar'", "type: 'bar'", unknownKey, 'kind'],
  ["by: 'country' }", "by: 'contry' }", 'unknown-dimension', 'Did you mean "country"?'],
  ["by: 'country' }", "along: 'level' }", 'unknown-dimension', 'level'],
  ["plans: ['monthly']", "plans: ['montly']", 'unknown-plan', 'Did you mean "monthly"?'],
  ["plans: ['monthly']", "compare: 'previous-period'", unknownKey, 'compare'],
  ["grain: 'month'", "grain: 'months'", wrongValue, 'Did you mean "month"?'],
  ["by: ['country']", "by: ['contry']", 'unknown-dimension', 'Did you mean "country"?'],
  ["{ period: 'first-day' }", "{ period: 'first_day' }", wrongValue, 'Did you mean "first-day"?'],
  ["{ metric: 'revenue' }", "{ metric: 'revenu' }", 'unknown-metric', 'Did you mean "revenue"?'],
  ["{ metric: 'revenue' }", "{ metrc: 'revenue' }", wrongValue, 'Did you mean "metric"?'],
  ["{ metric: 'revenue' }", "'revenue'", wrongValue, 'an object'],
  ["{ dimension: 'country' }", "{ dimension: 'contry' }", wrongValue, 'Did you mean "country"?'],
  [
    "{ parameter: 'currency' }",
    "{ parameter: 'curency' }",
    'unknown-parameter-set',
    'Did you mean "currency"?',
  ],
  [
    "values: { sales: 'revenue' }",
    "values: { sales: 'revenu' }",
    'unknown-metric',
    'Did you mean "revenue"?',
  ],
  ["{ shop: 'country' }", "{ shop: 'contry' }", 'unknown-dimension', 'Did you mean "country"?'],
  ["from: 'goal'", "from: 'gaol'", 'unknown-metric', 'Did you mean "goal"?'],
  ["metric: 'kpi'", "metric: 'kpis'", 'unknown-dimension', 'Did you mean "kpi"?'],
  ["period: 'month'", "period: 'monthly'", wrongValue, 'Did you mean "month"?'],
  ["dimension: 'place'", "dimension: 'plaice'", 'unknown-dimension', 'Did you mean "place"?'],
  [
    "reader: { metrics: ['revenue']",
    "reader: { metrics: ['revenu']",
    'unknown-metric',
    'Did you mean "revenue"?',
  ],
  ["reader: { metrics: ['revenue']", "reader: { metrics: 'revenue'", wrongValue, "a list of names, or 'all'"],
  ["boards: ['page']", "boards: ['pages']", 'unknown-board', 'Did you mean "page"?'],
  ["boards: ['page']", "may: ['list-member']", wrongValue, 'Did you mean "list-members"?'],
  ["rows: { country: ['France'] }", "rows: { contry: ['France'] }", 'invalid-role', 'contry'],
]

describe('check finds a wrong declaration, with its line:', () => {
  let shop: TinyShop
  beforeAll(() => (shop = tinyShop()))
  afterAll(() => {
    shop.remove()
  })

  it('none in the project as it is', async () => {
    shop.write('daymark.config.ts', config)
    expect(await runCli('check', { cwd: shop.folder })).toMatchObject({ code: 0, stderr: '' })
  })

  it.each(mistakes)('%s written as %s is %s', async (...mistake) => {
    const [written, wrong, code, says] = mistake
    expect(config.split(written)).toHaveLength(2)
    shop.write('daymark.config.ts', config.replace(written, wrong))
    const line = config.slice(0, config.indexOf(written)).split('\n').length
    const ran = await runCli('check', { cwd: shop.folder })
    const [first = ''] = (ran.stdout + ran.stderr).split('\n')
    expect(first).toMatch(new RegExp(`^daymark\\.config\\.ts:${line}:\\d+ error ${code}: `))
    expect(ran.stdout + ran.stderr).toContain(says)
    expect(ran.stdout + ran.stderr).not.toContain('bug')
    expect(ran.code).toBe(code === 'project-unreadable' ? 2 : 1)
  })
})
