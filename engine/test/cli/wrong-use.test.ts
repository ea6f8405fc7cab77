import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'
import { tinyShop, tinyShopConfig } from './tiny-shop.js'

const shop = tinyShop()

beforeAll(async () => {
  await runCli('build --quiet', { cwd: shop.folder })
})
afterAll(() => {
  shop.remove()
})

/** What is wrong, the command line, and what is said of it. */
const mistakes: readonly (readonly [string, string, string])[] = [
  ['no command', '', 'no-command: The command line names no command.'],
  ['a misspelt command', 'biuld', 'unknown-command: There is no command "biuld". Did you mean "build"?'],
  ['an option in place of a command', '--limit 3', 'unknown-option: daymark has no option --limit.'],
  [
    'a misspelt option',
    'ask revenue --priod 2025',
    'unknown-option: daymark ask has no option --priod. Did you mean "--period"?',
  ],
  ['an option of another command', 'check --full', 'unknown-option: daymark check has no option --full.'],
  [
    'an option without its value',
    'ask revenue --period',
    'option-without-value: The option --period needs a value.',
  ],
  [
    'a value where none is taken',
    'build everything',
    'too-many-arguments: daymark build takes no arguments.',
  ],
  ['too many values', 'export sums_purchases again', 'too-many-arguments: daymark export takes only TABLE.'],
  ['no metric', 'ask --period 2025', 'no-metric: The question names no metric.'],
  ['a question of nothing at all', 'ask', 'no-metric: The question names no metric.'],
  [
    'a misspelt metric',
    'ask revenu --period 2025',
    'unknown-metric: There is no metric "revenu". Did you mean "revenue"?',
  ],
  [
    'a misspelt dimension',
    'ask revenue --period 2025 --by contry',
    'unknown-dimension: The metric "revenue" has no dimension "contry". Did you mean "country"?',
  ],
  [
    'a filter on what is no dimension',
    'ask revenue --period 2025 --where line=a',
    'unknown-dimension: The metric "revenue" has no dimension "line".',
  ],
  ['no range', 'ask revenue', 'unsaid-range: The question does not say which days it is about.'],
  [
    'half a range',
    'ask revenue --from 2025-01-01',
    'unsaid-range: The question says which days it is about only by --from.',
  ],
  [
    'two ranges',
    'ask revenue --period 2025 --to 2025-01-31',
    'conflicting-options: --period and --to cannot be given together',
  ],
  ['a period that is none', 'ask revenue --period 2025-13', 'invalid-period: "2025-13" is not a period.'],
  [
    'a day that is none',
    'ask revenue --from 2025-02-30 --to 2025-03-01',
    'invalid-date: "2025-02-30" is not a date',
  ],
  [
    'a range that ends before it starts',
    'ask revenue --from 2025-02-01 --to 2025-01-01',
    'invalid-range: The range starts on 2025-02-01, after it ends on 2025-01-01.',
  ],
  [
    'an unknown grain',
    'ask revenue --period 2025 --grain months',
    'unknown-grain: There is no grain "months". Did you mean "month"?',
  ],
  [
    'an unknown comparison',
    'ask revenue --period 2025 --compare year-on-year',
    'unknown-comparison: There is no comparison rule "year-on-year". Did you mean "year-over-year"?',
  ],
  [
    'a comparison that does not fit',
    'ask revenue --from 2025-01-02 --to 2025-01-05 --compare month-to-month',
    'comparison-does-not-fit: The comparison "month-to-month" needs',
  ],
  [
    'other days to compare with that are none',
    'ask revenue --period 2025 --compare 2024-01-01..',
    'invalid-date: "" is not a date',
  ],
  [
    'a filter without =',
    'ask revenue --period 2025 --where country',
    'invalid-option: --where cannot be "country".',
  ],
  [
    'a quote that is not closed',
    'ask revenue --period 2025 --where country="a',
    'invalid-option: --where cannot be',
  ],
  [
    'an unknown format',
    'ask revenue --period 2025 --format jsno',
    'invalid-option: --format cannot be "jsno". Did you mean "json"?',
  ],
  ['a format that a command cannot write', 'build --format csv', 'invalid-option: --format cannot be "csv".'],
  [
    'a limit that is no number',
    'ask revenue --period 2025 --limit some',
    'invalid-option: --limit cannot be "some".',
  ],
  [
    'a limit on what is no table',
    'ask revenue --period 2025 --limit 5 --format csv',
    'conflicting-options: --limit and --format csv cannot be given together',
  ],
  ['a series without end', 'ask revenue --period 2025 --from 1', 'conflicting-options: --period and --from'],
  ['a parameter without a value', 'check --set data', 'invalid-option: --set cannot be "data".'],
  [
    'a parameter that the project does not have',
    'check --set dta=x',
    'unknown-parameter-set: The project has no parameter "dta". Did you mean "data"?',
  ],
  [
    'a moment that is none',
    'ask revenue --period 2025 --now yesterday',
    'invalid-moment: "yesterday" is not a moment',
  ],
  [
    'an unknown kind of warehouse',
    'build --warehouse mysql://db',
    'unknown-warehouse: There is no warehouse of the kind',
  ],
  [
    'a warehouse that names no file',
    'build --warehouse duckdb:',
    'invalid-warehouse-url: The warehouse address',
  ],
  ['a folder without a project', 'check --project exports', 'no-project: There is no daymark.config.ts in'],
  ['files that are not there', 'build --set data=nowhere', 'file-not-found: No file matches'],
  [
    'a warehouse that holds nothing yet',
    'ask revenue --period 2025 --warehouse duckdb:empty.duckdb',
    'not-built:',
  ],
  ['no table to export', 'export', 'missing-argument: daymark export needs TABLE.'],
  [
    'a misspelt table',
    'export sum_purchases',
    'unknown-export: There is no table "sum_purchases" to export. Did you mean "sums_purchases"?',
  ],
  [
    'Parquet to stdout',
    'export sums_purchases --format parquet',
    'invalid-option: --format cannot be "parquet".',
  ],
  ['a file in a folder that is not there', 'export sums_purchases --out nowhere/a.csv', 'file-unwritable:'],
  [
    'a file that is a folder',
    'export sums_purchases --out exports',
    'exports cannot be written: it is a folder.',
  ],
  [
    'a file that is a device',
    'export sums_purchases --out /dev/null',
    'file-unwritable: /dev/null cannot be written: it is no file of its own.',
  ],
  ['a port that is none', 'serve --port 65536', 'invalid-option: --port cannot be "65536".'],
  [
    'an unknown template',
    'init new --template minimum',
    'unknown-template: There is no template "minimum". Did you',
  ],
  ['a folder that holds a project', 'init', 'file-in-the-way:'],
]

describe('wrong use exits with 2 and says what to do, of', () => {
  it.each(mistakes)('%s', async (_what, line, says) => {
    const { code, stdout, stderr } = await runCli(line, { cwd: shop.folder })
    expect(stderr).toContain(says)
    expect(stderr).toMatch(/^error [a-z-]+: [^]+\nfix: \S[^\n]*\n$/)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('a project file with a syntax error', async () => {
    const broken = tinyShop()
    broken.write('daymark.config.ts', 'export default defineProject({')
    const { code, stderr } = await runCli('check', { cwd: broken.folder })
    broken.remove()
    expect(stderr).toMatch(
      /^daymark\.config\.ts:1:\d+ error project-unreadable: .*daymark\.config\.ts cannot be loaded: [^]+\nfix: /,
    )
    expect(stderr).not.toMatch(/\n\s+at /)
    expect(code).toBe(2)
  })

  it('a project file that declares something impossible', async () => {
    const broken = tinyShop()
    broken.write('daymark.config.ts', tinyShopConfig.replace('Europe/Berlin', 'Europe/Berln'))
    const { code, stderr } = await runCli('build', { cwd: broken.folder })
    broken.remove()
    expect(stderr).toContain('error invalid-time-zone: There is no time zone "Europe/Berln".')
    expect(code).toBe(2)
  })
})

describe('a refusal', () => {
  it('is a JSON object on stderr where JSON was asked for', async () => {
    const ran = await runCli('ask revenu --period 2025 --format=json', { cwd: shop.folder })
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(ran.stderr)).toEqual({
      error: {
        code: 'unknown-metric',
        says: 'There is no metric "revenu". Did you mean "revenue"?',
        fix: "The project's metrics are: revenue, customers, perCustomer, retention.",
        facts: {
          metric: 'revenu',
          closest: 'revenue',
          metrics: ['revenue', 'customers', 'perCustomer', 'retention'],
        },
      },
    })
  })

  it('of what the data hold exits with 1 and changes nothing', async () => {
    const broken = tinyShop()
    await runCli('build --quiet', { cwd: broken.folder })
    broken.write('exports/orders.csv', 'id,day,customer,country,amount\n1,2025-01-05,ann,France,ten\n')
    const { code, stderr } = await runCli('build', { cwd: broken.folder })
    const after = await runCli('ask revenue --period 2025 --format csv', { cwd: broken.folder })
    broken.remove()
    expect(stderr).toMatch(
      /^error contract-broken: The rows of source "orders" break its contract:\n {2}.*"ten"/,
    )
    expect(code).toBe(1)
    expect(after).toMatchObject({ code: 0, stdout: 'revenue\n155.85\n' })
  })
})

describe('a mistake of ours', () => {
  it('is called one and exits with 1, with its stack only when asked for', async () => {
    const unexpected = () => Promise.reject(new Error('the pipe burst'))
    const quiet = await runCli('check', { cwd: shop.folder, writeToStdout: unexpected })
    expect(quiet).toEqual({
      code: 1,
      stdout: '',
      stderr: `error: This is a bug in Daymark: the pipe burst
fix: Run it again with DAYMARK_DEBUG=1 and report what it prints.
`,
    })
    const env = { DAYMARK_DEBUG: '1' }
    const loud = await runCli('check', { cwd: shop.folder, writeToStdout: unexpected, env })
    expect(loud.stderr).toMatch(/Error: the pipe burst\n\s+at /)
  })
})
