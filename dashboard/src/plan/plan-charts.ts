import type { PlanReport } from '../api/answers.js'
import { shortDay } from '../calendar/words.js'
import type { ChartData } from '../charts/chart-data.js'
import { colourAt } from '../charts/colours.js'
import type { AskedPlan } from '../explain/explanation.js'
import { drawn } from '../numbers/figure.js'
import { dayExplained } from './day-figures.js'

const grey = '#8a919c'

/** Bars of what days brought and are asked, and the initial targets as a line over them. */
export function monthChart(report: PlanReport, plan: AskedPlan): ChartData {
  const { days, today } = report
  const { format } = report.metric
  const explained = (index: number) => {
    const day = days[index]
    return day && dayExplained(day, report, plan)
  }
  const hasEnd = days.some(({ eod }) => eod !== null)
  return {
    title: 'Initial, actual and adjusted',
    along: 'Day',
    categories: days.map(({ calendar_date }) => shortDay(calendar_date)),
    keys: days.map(({ calendar_date }) => calendar_date),
    partial: days.map(({ calendar_date }) => calendar_date === today),
    series: [
      {
        name: 'Actual',
        as: 'bar',
        colour: colourAt(0),
        format,
        isStacked: true,
        values: days.map(({ actual }) => actual),
        explained,
      },
      ...(hasEnd
        ? [
            {
              name: 'Still projected today',
              as: 'bar' as const,
              colour: colourAt(1),
              format,
              isStacked: true,
              isFaint: true,
              values: days.map(({ eod, actual }) =>
                eod === null ? null : Math.max(0, Number(eod) - Number(actual ?? 0)),
              ),
              explained,
            },
          ]
        : []),
      {
        name: 'Adjusted target of days to come',
        as: 'bar',
        colour: colourAt(0),
        format,
        isStacked: true,
        isFaint: true,
        values: days.map(({ actual, calendar_date, kpi_day_adjustment }) =>
          actual === null && calendar_date > today ? kpi_day_adjustment : null,
        ),
        explained,
      },
      {
        name: 'Initial target',
        as: 'line',
        colour: grey,
        format,
        isStepped: true,
        isDashed: true,
        values: days.map(({ kpi_day_initial }) => kpi_day_initial),
        explained,
      },
    ],
  }
}

/** Today's curve: what is booked hour by hour, where the day was said to end, and where it is said to end now. */
export function dayChart(report: PlanReport): ChartData | undefined {
  const { current, days } = report
  if (current === null) return undefined
  const { format } = report.metric
  const first = current.hours[0]?.hour ?? 0
  const hours = Array.from({ length: 24 }, (_, place) => (place + first) % 24)
  const at = new Map(current.hours.map((hour) => [hour.hour, hour]))
  const last = current.hours.at(-1)?.hour ?? current.hour
  const { value, low, high } = current.projection
  const fan = (end: typeof value) =>
    hours.map((hour) => (hour === last ? current.booked : hour === (first + 23) % 24 ? end : null))
  const target = days.find(({ calendar_date }) => calendar_date === current.day)?.kpi_day_initial
  const hasRange = drawn(low) !== null && drawn(high) !== null && last < 23
  return {
    title: 'Today by the hour',
    along: 'Hour',
    categories: hours.map(hourName),
    keys: hours.map(hourName),
    partial: hours.map((hour) => hour === current.hour),
    series: [
      {
        name: 'Booked so far',
        as: 'line',
        colour: colourAt(0),
        format,
        values: hours.map((hour) => at.get(hour)?.sum ?? null),
      },
      {
        name: 'End of the day, as projected at that hour',
        as: 'line',
        colour: grey,
        format,
        isDashed: true,
        values: hours.map((hour) => at.get(hour)?.projected ?? null),
      },
      ...(value === null || last >= 23
        ? []
        : [
            {
              name: 'To the projected end',
              as: 'line' as const,
              colour: colourAt(1),
              format,
              isDashed: true,
              isJoined: true,
              values: fan(value),
            },
          ]),
    ],
    ...(hasRange && {
      band: { name: 'Ends between, 8 times out of 10', low: fan(low), high: fan(high), colour: colourAt(1) },
    }),
    level: target === undefined ? undefined : { name: "today's initial target", value: target, format },
  }
}

function hourName(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}
