import type { Answer } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { clockInWords } from '../calendar/moment.js'
import { dayInWords } from '../calendar/words.js'

interface TodayCountedProps {
  readonly counted: Pick<Answer, 'asOf' | 'until' | 'wholeToday' | 'dataThrough'>
}

/** As of when figures are counted, and which rows of today count although they may be later. */
export function TodayCounted({ counted: { asOf, until, wholeToday, dataThrough } }: TodayCountedProps) {
  const { dayStartsAt } = useProject().calendar
  const hasWholeToday = wholeToday.length > 0 && dataThrough !== null && dataThrough >= asOf
  return (
    <span className="aside">
      {' · as of '}
      {until === null ? dayInWords(asOf) : clockInWords(until)}
      {dayStartsAt !== '00:00' && ` · days start at ${dayStartsAt}`}
      {hasWholeToday &&
        `: today counts all of its rows in ${wholeToday.join(' and ')}, which ${wholeToday.length === 1 ? 'knows' : 'know'} no time of day`}
    </span>
  )
}
