import { exact, plain } from '../metrics/exact.js'
import { paceState } from './pace.js'
import type { PaceFigure, PlanReport } from './plan-report.js'

/**
 * A report as it was stored: one of an earlier build has no state, says below 0 what is beyond the target, and does not
 * say from which day to which its data are.
 */
export type StoredReport = Omit<PlanReport, Later> & Partial<Pick<PlanReport, Later>>

type Later = 'state' | 'dataFrom' | 'dataThrough'

/** A stored report with its state, and with what is missing and what is beyond the target apart. */
export function withState(stored: StoredReport): PlanReport {
  const { dataFrom = null, dataThrough = null, ...said } = stored
  const report = { ...said, dataFrom, dataThrough }
  if (report.state !== undefined) return { ...report, state: report.state }
  const achieved = report.pace.find(({ name }) => name === 'achieved')?.value ?? '0'
  const state = paceState(exact(achieved), exact(report.target))
  const pace = report.pace.flatMap((figure) => [
    state === 'behind' ? figure : reached(figure),
    ...(figure.name === 'missing' ? [surplusOf(figure)] : []),
  ])
  return { ...report, state, pace }
}

function surplusOf({ value, ...missing }: PaceFigure): PaceFigure {
  const beyond = exact(value ?? '0').negated()
  return {
    ...missing,
    name: 'surplus',
    label: 'Ahead of the target by',
    value: beyond.gt(0) ? plain(beyond.toFixed()) : '0',
  }
}

const nothingMore: readonly PaceFigure['name'][] = ['missing', 'neededPerDay', 'neededAgainstSoFar']

/** A figure of a month whose target is reached: nothing is missing, nothing is needed of the days left. */
function reached(figure: PaceFigure): PaceFigure {
  return figure.value !== null && nothingMore.includes(figure.name) ? { ...figure, value: '0' } : figure
}
