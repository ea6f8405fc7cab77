import type { NoMonthEnd } from './month-end.js'
import type { ReportedProjection } from './plan-report.js'
import type { NoProjection, ProjectionBasis, ProjectionNote } from './projections/projection.js'

const bases: Readonly<Record<ProjectionBasis, string>> = {
  'same-label-and-weekday': 'by the days of this label and weekday in the 6 weeks before',
  'same-label': 'by the days of this label in the 6 weeks before',
  'same-weekday': 'by the days of this weekday in the 6 weeks before',
  'all-days': 'by all days in the 6 weeks before',
  'last-30-days': "by the hours of the last 30 days, today's included",
}

const notes: Readonly<Record<ProjectionNote, string>> = {
  'few-days-of-this-label': 'Fewer than 4 days of this label before it: all days stand in, at its uplift',
  'few-days-of-this-weekday': 'Fewer than 4 days of this weekday before it: other weekdays stand in',
  'weekday-without-sales': 'Nothing was ever booked on this weekday in the weeks before',
  'first-hours': 'Less than 5 % of a usual day has passed: this is nearly the usual day',
  'few-past-days': 'Fewer than 7 days before it: booked so far over their share of the hours passed',
  'no-range-yet': 'No range: too few earlier days on which something was still to come at this hour',
}

const absences: Readonly<Record<NoProjection, string>> = {
  'nothing-in-the-profile': 'No projection: nothing was booked in the days that it goes by',
  'no-share-passed-yet': 'No projection: by this hour nothing is usually booked yet',
  'too-few-days': 'No projection: too few days before it, and too little of the day has passed',
  'no-time-of-day': 'No projection: rows have no time of day',
  'not-the-current-month': 'No projection: today lies in another month',
}

const monthAbsences: Readonly<Record<NoMonthEnd, string>> = {
  'no-normal-days': 'no normal day lies in the 90 days before',
  'no-projection-of-today': 'today has no projection',
}

/** What a projection goes by, in words. */
export function projectionInWords({ basis, share }: ReportedProjection): string {
  const passed = share === null ? '' : `; ${(Number(share) * 100).toFixed(1)} % of a usual day has passed`
  return `${basis === null ? '' : bases[basis]}${passed}`
}

/** What should be known about a projection, as a sentence without its full stop. */
export function noteInWords(note: ProjectionNote): string {
  return notes[note]
}

/** Why there is no projection, as a sentence without its full stop. */
export function noProjectionInWords(because: NoProjection): string {
  return absences[because]
}

/** Why the end of the month is not projected. */
export function noMonthEndInWords(because: NoMonthEnd): string {
  return monthAbsences[because]
}
