import type { BoardAnswer, Card, ChartAnswer, Sparkline } from '../boards/board-answer.js'
import type { PlanPace } from '../boards/plan-pace.js'
import type { Target } from '../boards/targets.js'
import { JsonNumber } from './json.js'

/** A whole board as plain data, its figures as {@link JsonNumber}s. */
export function boardDocument(board: BoardAnswer): object {
  const { cards, charts, plans, targets } = board
  return {
    ...board,
    cards: cards.map(cardWithNumbers),
    charts: charts.map(chartWithNumbers),
    plans: plans.map(planWithNumbers),
    targets:
      targets === null || 'because' in targets
        ? targets
        : {
            ...targets,
            rows: targets.rows.map((row) => ({
              ...targetWithNumbers(row),
              value: numberOf(row.value),
            })),
          },
  }
}

function cardWithNumbers(card: Card): object {
  const { value, previous, change, averagePerDay, target, sparkline } = card
  return {
    ...card,
    value: numberOf(value),
    previous: numberOf(previous),
    change: numberOf(change),
    averagePerDay: numberOf(averagePerDay),
    target: target && targetWithNumbers(target),
    sparkline: sparkline && withNumbers(sparkline),
  }
}

function chartWithNumbers(chart: ChartAnswer): object {
  return { ...chart, series: chart.series.map(withNumbers) }
}

function planWithNumbers(plan: PlanPace): object {
  if ('because' in plan) return plan
  const figures = plan.figures.map((figure) => ({ ...figure, value: numberOf(figure.value) }))
  return { ...plan, figures }
}

function withNumbers<S extends Pick<Sparkline, 'values'>>(series: S): object {
  return { ...series, values: series.values.map(numberOf) }
}

function targetWithNumbers(given: Target): object {
  const { target, achieved, surplus, toDate, achievedToDate } = given
  return {
    ...given,
    surplus: numberOf(surplus),
    target: numberOf(target),
    achieved: numberOf(achieved),
    toDate: numberOf(toDate),
    achievedToDate: numberOf(achievedToDate),
  }
}

function numberOf(digits: string | null): JsonNumber | null {
  return digits === null ? null : new JsonNumber(digits)
}
