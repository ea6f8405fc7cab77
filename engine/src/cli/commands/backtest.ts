import { parseDay, type Day } from '../../calendar/day.js'
import { Refusal } from '../../errors.js'
import { planNamed } from '../../builds/plan-reading.js'
import { backtestPlan, type BacktestRequest } from '../../queries/backtest-plan.js'
import { backtestTable } from '../backtest-table.js'
import { coloursFor } from '../colours.js'
import type { Command, OptionValues } from '../command.js'
import { prettyJson } from '../../documents/json.js'
import { nowOf, openProject, withWarehouse } from '../opening.js'
import { withNumbers } from '../../documents/plan.js'
import { formatOf, formatOption, nowOption, warehouseOptions } from '../shared-options.js'

export const backtestCommand: Command = {
  details:
    'Each past day is projected at each hour from the days before it alone, and compared with what it became.',
  args: [{ name: 'plan', says: "the plan, by its name in the project's file", required: true }],
  options: [
    { name: 'from', value: 'DAY', says: 'the first day to test (default: the first in the data)' },
    { name: 'to', value: 'DAY', says: 'the last day to test (default: yesterday)' },
    {
      name: 'hours',
      value: 'FROM-TO',
      says: 'the hours to test, such as 6-20 (default: those with revenue)',
    },
    { name: 'held-out', value: 'DAY', says: 'score the days from this one on apart from those before' },
    formatOption(['table', 'json']),
    nowOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark backtest recommended', does: 'every complete day in the data' },
    {
      run: 'daymark backtest recommended --hours 6-20 --held-out 2026-01-01',
      does: 'two parts, of which nothing was tuned on the second',
    },
  ],
  async run(invocation) {
    const { args, options, io } = invocation
    const [plan] = args
    if (plan === undefined) throw new Refusal('missing-argument', { argument: 'plan', command: 'backtest' })
    const asked = { plan, ...daysOf(options) }
    const loaded = await openProject(invocation)
    planNamed(plan, loaded)
    const report = await withWarehouse(invocation, loaded, (warehouse) =>
      backtestPlan({ ...asked, now: nowOf(invocation, loaded) }, { loaded, warehouse }),
    )
    await io.stdout.write(
      formatOf(options) === 'json'
        ? `${prettyJson(withNumbers(report))}\n`
        : backtestTable(report, coloursFor(io.stdout, io.env)),
    )
    return 0
  },
}

function daysOf(options: OptionValues): Omit<BacktestRequest, 'plan' | 'now'> {
  return {
    from: dayOption(options, 'from'),
    to: dayOption(options, 'to'),
    heldOutFrom: dayOption(options, 'held-out'),
    hours: hoursOption(options),
  }
}

function dayOption(options: OptionValues, name: string): Day | undefined {
  const text = options.text(name)
  return text === undefined ? undefined : parseDay(text, `--${name}`)
}

function hoursOption(options: OptionValues): BacktestRequest['hours'] {
  const text = options.text('hours')
  if (text === undefined) return undefined
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? []
  const hours = { from: Number(from), to: Number(to) }
  if (from === undefined || to === undefined || hours.from > hours.to || hours.to > 23) {
    const needs = 'Write two hours of the day, such as --hours 6-20.'
    throw new Refusal('invalid-option', { option: 'hours', value: text, needs, closest: undefined })
  }
  return hours
}
