import { rangeInWords } from '../calendar/words.js'
import type { Calendar } from '../calendar/calendar.js'
import { parsePeriod } from '../calendar/parse-period.js'
import { daysIn } from '../calendar/range.js'
import type { Answer, AnswerRow, NoChange, NoValue } from '../queries/answer.js'
import { listInWords } from '../queries/list-in-words.js'
import { plain, plus } from '../metrics/exact.js'
import { wholeTodayInWords } from './answer-heading.js'

/** What stands behind a row's period, and is explained below the table. */
export type RowMark = '' | ' *' | ' †' | ' ‡'

/**
 * `*` for a row that is in progress, `†` for one of which the question asks only for a part, `‡` for one
 * without any rows in the data.
 */
export function markOf(row: AnswerRow, { asOf }: Answer, calendar: Calendar): RowMark {
  // A figure that is missing for another reason says that one.
  const isEmpty = row.elapsed.days > 0 && !row.inData
  if (isEmpty && Object.values(row.values).some(({ value }) => value !== null)) return ' ‡'
  if (row.period === undefined) return ''
  if (!row.complete) return row.elapsed.days === 0 ? '' : ' *'
  const { range } = parsePeriod(row.period, { calendar, today: asOf })
  return daysIn(range) > row.elapsed.of ? ' †' : ''
}

/** What stands behind what is compared with days before the first day of the data. */
export const beforeDataMark = '§'

export interface Noting {
  readonly calendar: Calendar
  /** The rows that are shown. */
  readonly rows: readonly AnswerRow[]
  readonly hidden: number
  /** Whether a total is shown below the rows. */
  readonly hasTotal: boolean
  /** Whether a metric looks back to the period before. */
  readonly looksBack: boolean
}

/** The footnotes of an answer's table, each a sentence. */
export function notesOf(answer: Answer, noting: Noting): readonly string[] {
  return [
    ...hiddenNote(noting.hidden),
    ...markNotes(answer, noting),
    ...beforeDataNote(answer, noting),
    ...todayNote(answer),
    ...absenceNotes(answer, noting),
    ...flagNote(answer, noting),
    ...backNote(answer, noting),
    ...totalNote(answer, noting),
    ...segmentNotes(answer),
    ...answer.notes.map(({ says }) => says),
  ]
}

function hiddenNote(hidden: number): readonly string[] {
  return hidden === 0 ? [] : [`… and ${hidden} more ${hidden === 1 ? 'row' : 'rows'}, left out by --limit`]
}

function markNotes(answer: Answer, { rows, calendar }: Noting): readonly string[] {
  const periodsWith = (mark: RowMark) => {
    const marked = rows.filter((row) => markOf(row, answer, calendar) === mark)
    return [...new Map(marked.map((row) => [row.period, row])).values()]
  }
  const inProgress = periodsWith(' *').map(({ elapsed }) => `${elapsed.days} of ${elapsed.of} days`)
  const parts = periodsWith(' †').map(
    ({ period = '', range }) => `${period} has ${rangeInWords(range, calendar)}`,
  )
  const isWithout = rows.some((row) => markOf(row, answer, calendar) === ' ‡')
  return [
    ...(isWithout ? ['‡ the data have no rows here, so sums and counts are 0'] : []),
    ...(inProgress.length === 0 ? [] : [`* in progress: ${listInWords([...new Set(inProgress)], 'and')}`]),
    ...(parts.length === 0 ? [] : [`† only a part of the period is asked for: ${parts.join('; ')}`]),
  ]
}

function todayNote(answer: Answer): readonly string[] {
  return [wholeTodayInWords(answer) ?? []].flat()
}

function beforeDataNote({ total }: Answer, { rows, hasTotal }: Noting): readonly string[] {
  const each = hasTotal ? [...rows, total] : rows
  const isMarked = each.some(({ comparison }) => comparison?.beforeData !== undefined)
  return isMarked ? [`${beforeDataMark} compared with days before the first day of the data`] : []
}

/** Why a value is missing, behind the metric's name. */
export const noValue: Readonly<Record<NoValue, string>> = {
  'denominator-is-zero': 'there is nothing to divide by',
  'not-known-yet': 'it is known only from a later day on',
  'several-currencies': 'the amounts are in several currencies, which are never added',
  'still-to-come': 'the days are still to come',
}

/** Why a change is missing. */
export const noChange: Readonly<Record<NoChange, string>> = {
  'previous-is-zero': 'the earlier value is 0',
  'no-previous-value': 'there is no earlier value',
  'no-value': 'there is no value',
  'several-currencies': 'the two are not in one and the same currency',
  'before-data': 'the days compared with lie before the first day of the data',
}

/** Why figures are missing: for each reason the metrics that it is said of. */
function absenceNotes({ metrics, total }: Answer, { rows, hasTotal }: Noting): readonly string[] {
  const values = new Map<NoValue, Set<string>>()
  const changes = new Map<NoChange, Set<string>>()
  for (const row of hasTotal ? [...rows, total] : rows) {
    for (const { name, label } of metrics) {
      const { because, value = null, comparison } = row.values[name] ?? {}
      if (because !== undefined) values.set(because, (values.get(because) ?? new Set()).add(label))
      const why = value === null ? undefined : comparison?.because
      if (why !== undefined) changes.set(why, (changes.get(why) ?? new Set()).add(label))
    }
  }
  return [
    ...[...values].map(([why, of]) => `– ${listInWords([...of], 'and')}: ${noValue[why]}`),
    ...[...changes].map(([why, of]) => `– change of ${listInWords([...of], 'and')}: ${noChange[why]}`),
  ]
}

/** Values that their declaration says to point out. */
function flagNote({ metrics, total }: Answer, { rows }: Noting): readonly string[] {
  const negative = metrics.filter(({ name }) =>
    [...rows, total].some(({ values }) => values[name]?.flag === 'negative'),
  )
  if (negative.length === 0) return []
  return [
    `! ${listInWords(
      negative.map(({ label }) => label),
      'and',
    )}: below 0, which is not expected`,
  ]
}

function backNote({ grain, total }: Answer, { looksBack }: Noting): readonly string[] {
  if (!looksBack) return []
  return [
    grain === null
      ? `The period before is ${total.before.says}.`
      : `The period before is the ${grain} before each row's, for all ${total.before.says}.`,
  ]
}

/** Whom no segment explains, and by how much the segments' parts overlap. */
function segmentNotes({ segments, unmatched, overlap, metrics }: Answer): readonly string[] {
  if (segments === null) return []
  const overlaps = metrics.flatMap(({ name, label }) => {
    const by = overlap?.[name] ?? '0'
    return by === '0' ? [] : [`${label} by ${by}`]
  })
  return [
    ...(unmatched === 0
      ? []
      : [
          `${unmatched} ${unmatched === 1 ? 'member is' : 'members are'} in no segment: no version explains them.`,
        ]),
    ...(overlaps.length === 0
      ? []
      : [
          `Rows exceed what they are parts of, since members count in each segment: ${listInWords(overlaps, 'and')}.`,
        ]),
  ]
}

/** Which metrics' rows do not add up to the total here; a reader who adds them up should know. */
function totalNote({ metrics, rows, total }: Answer, { hasTotal }: Noting): readonly string[] {
  if (!hasTotal || rows.length < 2) return []
  const addsUp = (name: string) => {
    const whole = total.values[name]?.value ?? null
    const parts = rows.map(({ values }) => values[name]?.value ?? '0')
    return whole === null || plain(parts.reduce(plus, '0')) === plain(whole)
  }
  const apart = metrics.filter(({ name }) => !addsUp(name)).map(({ label }) => label)
  return apart.length === 0
    ? []
    : [`all is counted anew over everything: the rows of ${listInWords(apart, 'and')} do not add up to it.`]
}
