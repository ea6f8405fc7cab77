import { rangeInWords } from '../../calendar/words.js'
import { verify, type Verification } from '../../queries/verify/verify.js'
import { coloursFor } from '../colours.js'
import type { Command, Invocation } from '../command.js'
import { prettyJson } from '../../documents/json.js'
import { spanOf } from '../../queries/resolved-question.js'
import { openProject, todayOf, withWarehouse } from '../opening.js'
import { daysOf, daysOptions } from '../question-options.js'
import { formatOf, formatOption, nowOption, warehouseOptions } from '../shared-options.js'
import { textTable } from '../text-table.js'
import type { LoadedProject } from '../../project/loaded-project.js'

export const verifyCommand: Command = {
  details:
    'The tests follow from the metrics: every way of counting members in total, by each dimension and by each attribute as of each of its days, and every sum, over all years, quarters and months of the data and its last weeks and days. With a period, the weeks, days and longer periods in it are tested; what is kept is compared with the sources as a whole either way.',
  args: [],
  options: [...daysOptions, formatOption(['table', 'json']), ...warehouseOptions, nowOption],
  examples: [
    { run: 'daymark verify', does: 'all tests; exit code 1 where one fails' },
    {
      run: 'daymark verify --period 2025-Q4',
      does: 'the tests of that quarter, its months, last weeks and days',
    },
    { run: 'daymark verify --format json', does: 'the same as data' },
  ],
  async run(invocation) {
    const loaded = await openProject(invocation)
    const { options } = invocation
    const isWhole = ['period', 'from', 'to'].every((name) => options.text(name) === undefined)
    const days = isWhole
      ? undefined
      : spanOf(daysOf(options, true), loaded, todayOf(invocation, loaded)).range
    const verification = await withWarehouse(invocation, loaded, (warehouse) =>
      verify({ loaded, warehouse, days }),
    )
    const asJson = formatOf(invocation.options) === 'json'
    await invocation.io.stdout.write(
      asJson ? `${prettyJson(verification)}\n` : verificationText(verification, invocation, loaded),
    )
    return verification.passed ? 0 : 1
  },
}

/** Of each check that failed so many failures are shown. */
const failuresShown = 5

function verificationText(
  { data, checks, passed }: Verification,
  { io }: Invocation,
  { project }: LoadedProject,
): string {
  const colours = coloursFor(io.stdout, io.env)
  const { bold, dim, green, red } = colours
  const rows = checks.map(({ holds, of, compared, failures }) => [
    failures.length === 0 ? { text: 'holds', paint: green } : { text: 'FAILS', paint: red },
    { text: holds },
    { text: of, paint: dim },
    { text: compared.toLocaleString('en') },
    { text: failures.length === 0 ? '' : failures.length.toLocaleString('en'), paint: red },
  ])
  const left = ['', 'test', 'of'].map((header) => ({ header, align: 'left' as const }))
  const right = ['compared', 'failed'].map((header) => ({ header, align: 'right' as const }))
  const failed = checks.filter(({ failures }) => failures.length > 0)
  const details = failed.flatMap(({ holds, of, failures }) => [
    '',
    bold(`${holds} (${of})`),
    ...failures
      .slice(0, failuresShown)
      .map(({ where, expected, found }) => `  ${where}: expected ${expected}, found ${found}`),
    ...(failures.length > failuresShown ? [dim(`  and ${failures.length - failuresShown} more`)] : []),
  ])
  const total = checks.reduce((sum, { compared }) => sum + compared, 0).toLocaleString('en')
  const days = data === null ? 'no data' : `data of ${rangeInWords(data, project.calendar)}`
  const verdict = passed
    ? green(`All ${checks.length} tests hold`)
    : red(`${failed.length} of ${checks.length} tests fail`)
  return `${textTable({ columns: [...left, ...right], rows }, colours)}${details.map((line) => `${line}\n`).join('')}
${verdict}: ${total} comparisons, ${days}.\n`
}
