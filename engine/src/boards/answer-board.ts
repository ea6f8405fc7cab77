import { Temporal } from 'temporal-polyfill'
import type { Moment } from '../calendar/moment.js'
import { parsePeriod } from '../calendar/parse-period.js'
import { Refusal, type RowsLeftOut } from '../errors.js'
import { periodOf } from '../calendar/period.js'
import type { Board } from '../project/board.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Answer } from '../queries/answer.js'
import { askFiguresIn, askRowsIn, type AnsweredRows, type Asking } from '../queries/ask.js'
import { dataVersion } from '../queries/data-state.js'
import { keptAnswer, type Sized } from '../queries/kept-answers.js'
import { processCache } from '../queries/process-cache.js'
import { notesOfReader } from '../queries/notes-of-left-out.js'
import type { Question } from '../queries/question.js'
import { spanOf } from '../queries/resolved-question.js'
import { movesWith } from '../queries/row-times.js'
import { closestName } from '../names/closest-name.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { BoardAnswer, ChartAnswer } from './board-answer.js'
import { boardQuestions, cardsQuestion, type BoardDays } from './board-questions.js'
import { cardsOf } from './cards.js'
import { chartOf, type ValueOrder } from './charts.js'
import { valuesInOrder } from './colours.js'
import { planPaces } from './plan-pace.js'
import { boardTargets } from './targets.js'

/** What a board is asked of. */
export interface BoardAsking extends Asking {
  /** The moment up to which plans are read. Default: `until`, else the clock. */
  readonly now?: Moment
}

/**
 * Answers a board: all of its cards, charts, targets and plans, from one state of the warehouse. Cards are compared
 * by the rule that is asked for, else `previous-period`; cohort metrics look back as they do in {@link askIn}: to the
 * period before a named one, else to as many days just before. Targets and plans are set for everything: a board of
 * some rows has none.
 *
 * @throws Refusal `unknown-board`, and what {@link askIn} refuses
 * @example
 * await answerBoard('business-performance', { period: '2025-Q4', compare: 'year-over-year' }, { loaded, warehouse, today })
 */
export async function answerBoard(name: string, days: BoardDays, asking: BoardAsking): Promise<BoardAnswer> {
  boardNamed(name, asking.loaded)
  return asking.warehouse.read((session) => answerBoardIn(session, { name, days, asking }), {
    onlyStored: true,
  })
}

/** The same within a session, for what is asked along with others of one state of the warehouse. */
export function answerBoardIn(
  session: ReadSession,
  { name, days, asking }: Omit<Answering, 'board'>,
): Promise<BoardAnswer> {
  return answered(session, { name, board: boardNamed(name, asking.loaded), days, asking })
}

/** A project's board. Refuses with `unknown-board`. */
export function boardNamed(name: string, { project }: LoadedProject): Board {
  const board = Object.hasOwn(project.boards, name) ? project.boards[name] : undefined
  if (board !== undefined) return board
  const boards = Object.keys(project.boards)
  throw new Refusal('unknown-board', { board: name, closest: closestName(name, boards), boards })
}

interface Answering {
  readonly name: string
  readonly board: Board
  readonly days: BoardDays
  readonly asking: BoardAsking
}

async function answered(session: ReadSession, answering: Answering): Promise<BoardAnswer> {
  const { name, board, days, asking } = answering
  const drawing = { asked: ['board', name, days], by: asking, until: movesBoard(board, days, asking) }
  const { cards, series, charts } = await keptAnswer(session, drawing, () => drawn(session, answering))
  const { asked, total, range, complete, elapsed, asOf, until, wholeToday, dataFrom, dataThrough, builtAt } =
    cards
  const isWhole = (days.where ?? []).length === 0
  const targets = isWhole ? await boardTargets(session, asked, asking) : null
  const plans = await planPaces(session, isWhole ? (board.plans ?? []) : [], {
    loaded: asking.loaded,
    dialect: asking.warehouse.dialect,
    now: asking.now ?? asking.until ?? Temporal.Now.instant(),
    day: asked.to < asking.today ? asked.to : asking.today,
    placesRows: asking.placesRows,
  })
  const ofTargets = targets === null ? [] : await notesOfReader(session, isOfTargets, asking)
  if (total.comparison === undefined) throw new Error('a board without its comparison')
  return {
    board: name,
    title: board.title,
    asked,
    where: cards.where,
    range,
    complete,
    elapsed,
    asOf,
    until,
    wholeToday,
    comparison: total.comparison,
    cohorts: total.before,
    segments: cards.segments,
    cards: cardsOf(cards, { metrics: asking.loaded.project.metrics, series, targets }),
    charts,
    plans,
    targets,
    notes: [...cards.notes, ...ofTargets],
    dataFrom,
    dataThrough,
    builtAt,
  }
}

function isOfTargets({ readBy }: RowsLeftOut): boolean {
  return readBy.some(({ kind }) => kind === 'targets')
}

/** The moment that a board moves with: charts may run along the year. */
export function movesBoard(board: Board, days: BoardDays, asking: Asking): Moment | undefined {
  const { loaded, today } = asking
  if (asking.until === undefined) return undefined
  const metrics = [...board.cards, ...board.charts.flatMap((chart) => chart.metrics)]
  const { range } = spanOf(days, loaded, today)
  const { calendar } = loaded.project
  const from = periodOf(range.from, 'year', calendar).range.from
  const { to } = periodOf(range.to, 'year', calendar).range
  return movesWith({ metrics, from, to }, asking)
}

/** What is on a board that the built data decides alone: targets that were set and plans may change at any time. */
interface Drawn {
  readonly cards: Answer
  readonly series: AnsweredRows
  readonly charts: readonly ChartAnswer[]
}

/** What the sparklines have where every card looks back to the range before, so that none has one. */
const nothingAsked: AnsweredRows = { metrics: [], grain: null, rows: [], segments: null }

async function drawn(session: ReadSession, { board, days, asking }: Answering): Promise<Sized<Drawn>> {
  const { calendar, metrics } = asking.loaded.project
  const cards = await askFiguresIn(session, cardsQuestion(board, days), asking)
  const { asked } = cards
  const period =
    asked.period === null ? undefined : parsePeriod(asked.period, { calendar, today: asking.today }).period
  const questions = boardQuestions(board, { days, range: asked, period, calendar, metrics })
  const answers = new Map<Question, AnsweredRows>()
  for (const question of new Set([
    ...questions.charts.map((chart) => chart.question),
    questions.sparklines,
  ])) {
    const isAsked = question.metrics.length > 0
    answers.set(question, isAsked ? await askRowsIn(session, question, asking) : nothingAsked)
  }
  const order = await orderOf(session, board, asking)
  const series = answers.get(questions.sparklines)
  if (series === undefined) throw new Error('a board without its sparklines')
  const charts = board.charts.flatMap((chart) => {
    const shared = questions.charts.find(({ charts: alike }) => alike.includes(chart))
    const answer = shared && answers.get(shared.question)
    return answer === undefined ? [] : [chartOf(chart, answer, order)]
  })
  const values = [...answers.values()].reduce(
    (sum, { rows, metrics: of }) => sum + rows.length * of.length,
    0,
  )
  return { value: { cards, series, charts }, bytes: 4096 + values * 64 }
}

async function orderOf(session: ReadSession, { charts }: Board, asking: Asking): Promise<ValueOrder> {
  const { cache = processCache, rows = [] } = asking
  const order = new Map<string, readonly (string | null)[]>()
  for (const dimension of new Set(charts.flatMap(({ by }) => by ?? []))) {
    const key = `${await dataVersion(session)} values of ${dimension} ${JSON.stringify(rows)}`
    const values = await cache.keep(key, async () => {
      const value = await valuesInOrder(session, dimension, asking)
      return { value, bytes: 64 * value.length }
    })
    order.set(dimension, values)
  }
  return order
}
