import { asOfChoices } from '../activities/member-segment.js'
import { comparisonRules } from '../calendar/comparison.js'
import { grains, parseGrain } from '../calendar/grain.js'
import { Refusal } from '../errors.js'
import type { Question } from '../queries/question.js'
import { parseAsOf } from '../segments/segment.js'
import { wholeNumber } from './shared-options.js'
import { whereFilters } from '../queries/written-filters.js'
import type { Argument, Invocation, Option, OptionValues } from './command.js'

export const metricsArgument: Argument = {
  name: 'metric',
  says: "the metrics to read, by their names in the project's file",
  many: true,
}

/** The options that say which days a question is about. */
export const daysOptions: readonly Option[] = [
  {
    name: 'period',
    value: 'PERIOD',
    says: '2025, 2025-Q4, 2025-10, 2025-W40, 2025-10-31, yesterday, this-week, last-month, last-30-days, last-12-weeks, month-to-date …',
  },
  { name: 'from', value: 'DAY', says: 'the first day, instead of a period' },
  { name: 'to', value: 'DAY', says: 'the last day, which belongs to the range' },
]

/** The options that make up a question. */
export const questionOptions: readonly Option[] = [
  ...daysOptions,
  {
    name: 'by',
    value: 'A,B',
    says: 'the dimensions to split by; may be repeated',
    repeatable: true,
  },
  { name: 'grain', value: 'GRAIN', says: `a series, one row for each ${grains.join(', ')}` },
  {
    name: 'where',
    value: 'A=B',
    says: 'only these rows: a=b, a=b,c (any of them), a!=b (others), a= (without a value); may be repeated',
    repeatable: true,
  },
  {
    name: 'rolling',
    value: 'N',
    says: "each row over the N days up to its last day, in place of the row's own days",
  },
  {
    name: 'segment-as-of',
    value: asOfChoices.join('|'),
    says: "which of a member's segments holds for longer than a day (default: as the segment is declared)",
    choices: asOfChoices,
  },
  {
    name: 'compare',
    value: 'RULE',
    says: `${comparisonRules.join(', ')}; for short dod, wow, mom, qoq, yoy; or other days as FROM..TO`,
  },
]

/**
 * The question that a command line asks.
 *
 * @throws Refusal `unsaid-range`, `conflicting-options`, `invalid-option`, `unknown-grain`
 */
export function questionOf({ args, options }: Pick<Invocation, 'args' | 'options'>): Question {
  const metrics = listed(args)
  const by = listed(options.texts('by'))
  const grain = options.text('grain')
  const compare = options.text('compare')
  const rolling = wholeNumber(options, 'rolling')
  const segmentAsOf = options.text('segment-as-of')
  return {
    metrics,
    ...daysOf(options, metrics.length > 0),
    by,
    where: whereFilters(options.texts('where')),
    ...(grain === undefined ? {} : { grain: parseGrain(grain) }),
    ...(compare === undefined ? {} : { compare }),
    ...(rolling === undefined ? {} : { rolling }),
    ...(segmentAsOf === undefined ? {} : { segmentAsOf: parseAsOf(segmentAsOf) }),
  }
}

/** Names that stand apart or with commas between them. */
function listed(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => text.split(',').map((name) => name.trim())).filter((name) => name !== '')
}

/**
 * The days that are asked about. A question that is not whole otherwise is let be: what it lacks is said first.
 *
 * @throws Refusal `unsaid-range`, `conflicting-options`
 */
export function daysOf(options: OptionValues, isWhole: boolean): Pick<Question, 'period' | 'from' | 'to'> {
  const [period, from, to] = ['period', 'from', 'to'].map((name) => options.text(name))
  const ends = ['from', 'to'].filter((name) => options.text(name) !== undefined).map((name) => `--${name}`)
  if (period !== undefined) {
    if (ends.length === 0) return { period }
    throw new Refusal('conflicting-options', {
      options: ['--period', ...ends],
      why: 'each says which days the question is about',
      fix: 'Give either a period, or the first and the last day.',
    })
  }
  if (from !== undefined && to !== undefined) return { from, to }
  if (isWhole) throw new Refusal('unsaid-range', { given: ends })
  return {}
}
