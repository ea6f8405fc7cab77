import type { BoardAnswer } from '../../boards/board-answer.js'
import { parsePeriod } from '../../calendar/parse-period.js'
import { periodInWords, rangeInWords } from '../../calendar/words.js'
import { listInWords } from '../../queries/list-in-words.js'
import { beforeDataMark, noChange, noValue } from '../answer-notes.js'
import { asOfInWords, dataInWords, wholeTodayInWords } from '../answer-heading.js'
import { visible, wrapped } from '../text-table.js'
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
  const { asked, comparison, cohorts, elapsed, complete, asOf } = board
  const period =
    asked.period === null ? undefined : parsePeriod(asked.period, { calendar, today: asOf }).period
  const days = period === undefined ? rangeInWords(asked, calendar) : periodInWords(period)
  const progress = complete
    ? 'complete'
    : elapsed.days === 0
      ? 'not begun yet'
      : `in progress: ${elapsed.days} of ${elapsed.of} days (${Math.floor((100 * elapsed.days) / elapsed.of)}%)`
  const status = [progress, asOfInWords(board, calendar), dataInWords(board, calendar)]
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
  const earlier = plans.flatMap((pace) =>
    'saidAt' in pace && until !== null && pace.saidAt.slice(0, 16) !== until.slice(0, 16)
      ? [
          `The plan ${pace.label} counts up to ${pace.saidAt.slice(11, 16)}, cards up to ${until.slice(11, 16)}.`,
        ]
      : [],
  )
  if (whole !== undefined || earlier.length > 0) return [...(whole === undefined ? [] : [whole]), ...earlier]
  const isDayAlone = until === null && range.to === asOf && plans.length > 0
  return isDayAlone ? ['Now is given as a day: cards count all of its rows, plans those before 00:00.'] : []
}

function noteLines({ cards, notes }: BoardAnswer, { colours, width }: Screen): readonly string[] {
  const { yellow, dim } = colours
  const signed = (sign: string, text: string) => {
    const [first = '', ...rest] = wrapped(text, width - 2)
    return [`${sign} ${dim(first)}`, ...rest.map((line) => `  ${dim(line)}`)]
  }
  const negative = cards.filter(({ flag }) => flag === 'negative')
  return [
    ...negative.flatMap(({ label, description = '' }) =>
      signed(yellow('!'), `${label} is negative. ${description}`.trim()),
    ),
    ...absences(cards).flatMap((text) => signed(dim('–'), text)),
    ...notes.flatMap(({ code, says }) =>
      signed(code === 'compared-before-data' ? dim(beforeDataMark) : yellow('!'), visible(says)),
    ),
  ]
}

/** Why values and changes of cards are missing, each reason once. */
function absences(cards: BoardAnswer['cards']): readonly string[] {
  const labels = new Map<string, string[]>()
  const add = (reason: string, label: string) => labels.set(reason, [...(labels.get(reason) ?? []), label])
  for (const { label, value, because, noChangeBecause } of cards) {
    if (because !== undefined) add(noValue[because], label)
    else if (value !== null && noChangeBecause !== undefined && noChangeBecause !== 'previous-is-zero')
      add(noChange[noChangeBecause], `change of ${label}`)
  }
  return [...labels].map(([reason, of]) => `${listInWords(of, 'and')}: ${reason}`)
}
