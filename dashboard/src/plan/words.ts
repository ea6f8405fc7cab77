import { inWords } from '../api/project.js'

/** How each figure of a plan comes about. */
export const planFormulas: Readonly<Record<string, string>> = {
  target: "the month's target, as it is set",
  achieved: 'booked in the month so far',
  planToDate: 'initial targets of the days that are over + the share of today’s that has passed',
  achievedAgainstPlan: 'achieved ÷ plan to date × 100',
  achievedAgainstTarget: 'achieved ÷ target of the month × 100',
  missing: 'target of the month − achieved, 0 once it is reached',
  surplus: 'achieved − target of the month, 0 until it is reached',
  daysLeft: 'days of the month that are not over, today among them',
  neededPerDay: 'missing to the target ÷ days left, of today the part that has not passed',
  neededAgainstSoFar: 'needed per day left ÷ achieved per day so far × 100',
  projectedEnd:
    'booked on days that are over + today’s projection + a normal day × the uplifts of the days left',
  projectedAgainstTarget: 'projected end of the month ÷ target of the month × 100',
  projectedGap: 'projected end of the month − target of the month',
  initial: 'uplift of the day × target of the month ÷ total weight of the month',
}

/** How each method finds where a day will end. */
export const projectionFormulas: Readonly<Record<string, string>> = {
  documented:
    'booked before the current hour ÷ share of those hours in all that was booked in the last 30 days and today',
  recommended: 'booked so far + what is usually still to come at this time on days like it',
}

const said: Readonly<Record<string, string>> = {
  'same-label-and-weekday': 'the days of this label and weekday in the 6 weeks before',
  'same-label': 'the days of this label in the 6 weeks before',
  'same-weekday': 'the days of this weekday in the 6 weeks before',
  'all-days': 'all days in the 6 weeks before',
  'last-30-days': "the hours of the last 30 days, today's included",
  'few-days-of-this-label': 'Fewer than 4 days of this label before it: all days stand in, at its uplift.',
  'few-days-of-this-weekday': 'Fewer than 4 days of this weekday before it: other weekdays stand in.',
  'weekday-without-sales': 'Nothing was ever booked on this weekday in the weeks before.',
  'first-hours': 'Less than 5% of a usual day has passed: this is nearly the usual day.',
  'few-past-days': 'Fewer than 7 days before it: booked so far over their share of the hours passed.',
  'no-range-yet': 'No range: too few earlier days on which something was still to come at this hour.',
  'nothing-in-the-profile': 'Nothing was booked in the days that it goes by.',
  'no-share-passed-yet': 'By this hour nothing is usually booked yet.',
  'too-few-days': 'Too few days before it, and too little of the day has passed.',
  'no-time-of-day': 'Rows have no time of day.',
  'not-the-current-month': 'Today lies in another month.',
  'no-normal-days': 'No normal day lies in the 90 days before.',
  'no-projection-of-today': 'Today has no projection.',
  booked: 'over',
  missed: 'over, nothing booked',
  today: 'today',
  frozen: 'to come, fixed',
  coming: 'to come',
}

/** A code of a plan's report as people read it. */
export function planWord(code: string): string {
  return said[code] ?? inWords(code.replaceAll('-', '_')).toLowerCase()
}
