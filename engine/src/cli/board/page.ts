import type { BoardAnswer } from '../../boards/board-answer.js'
import type { Day } from '../../calendar/day.js'
import { parsePeriod } from '../../calendar/parse-period.js'
import { periodInWords, rangeInWords } from '../../calendar/words.js'
import { asOfInWords, wholeTodayInWords } from '../answer-heading.js'
import { wrapped } from '../text-table.js'
import { cardLines } from './cards.js'
import { chartLines } from './charts.js'
import { paceLines } from './pace.js'
import type { Screen } from './screen.js'
import { targetLines } from './targets.js'

/** A board as a page for a terminal: heading, cards, targets, charts. */
export function boardPage(board: BoardAnswer, screen: Screen): string {
  const { dim } = screen.colours
  const sections = [
    headingLines(board, screen),
    cardLines(board.cards, screen).slice(0, -1),
    noteLines(board, screen),
    targetLines(board, screen),
    ...board.plans.map((plan) => paceLines(plan, screen)),
    ...board.charts.map((chart) => chartLines(chart, screen)),
  ].filter((lines) => lines.length > 0)
  const rule = dim('─'.repeat(screen.width))
  const [heading = [], ...rest] = sections
  return [...heading, rule, ...rest.flatMap((lines) => [...lines, ''])].join('\n')
}

function headingLines(board: BoardAnswer, { width, colours, calendar }: Screen): readonly string[] {
  const { bold, dim } = colours
  const { asked, comparison, cohorts, elapsed, complete, asOf, dataThrough } = board
  const day = (which: Day) => rangeInWords({ from: which, to: which }, calendar)
  const period =
    asked.period === null ? undefined : parsePeriod(asked.period, { calendar, today: asOf }).period
  const days = period === undefined ? rangeInWords(asked, calendar) : periodInWords(period)
  const progress = complete
    ? 'complete'
    : elapsed.days === 0
      ? 'not begun yet'
      : `in progress: ${elapsed.days} of ${elapsed.of} days (${Math.floor((100 * elapsed.days) / elapsed.of)}%)`
  const status = [
    progress,
    asOfInWords(board, calendar),
    dataThrough === null ? 'no data' : `data up to ${day(dataThrough)}`,
  ]
  return [
    `${bold(board.title)}  ${days}`,
    ...[
      status.join(' · '),
      ...(board.segments === null ? [] : [board.segments.says]),
      ...todayLines(board),
      `▲▼ against ${comparison.says} (${comparison.rule}) · retained, reactivated and churned against ${cohorts.says}`,
    ].flatMap((text) => wrapped(text, width).map(dim)),
  ]
}

/** Where cards count other rows of today than plans do. */
function todayLines(board: BoardAnswer): readonly string[] {
  const { plans, asOf, range, until } = board
  const whole = wholeTodayInWords(board)
  if (whole !== undefined) return [whole]
  const isDayAlone = until === null && range.to === asOf && plans.length > 0
  return isDayAlone ? ['Now is given as a day: cards count all of its rows, plans those before 00:00.'] : []
}

function noteLines({ cards }: BoardAnswer, { colours: { yellow, dim }, width }: Screen): readonly string[] {
  return cards
    .filter(({ flag }) => flag === 'negative')
    .flatMap(({ label, description = '' }) => {
      const [first = '', ...rest] = wrapped(`${label} is negative. ${description}`.trim(), width - 2)
      return [`${yellow('!')} ${dim(first)}`, ...rest.map((line) => `  ${dim(line)}`)]
    })
}
