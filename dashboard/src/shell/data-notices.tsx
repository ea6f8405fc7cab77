import { addDays, type Range } from '../calendar/day.js'
import { dayInWords } from '../calendar/words.js'
import { useAddress } from '../address/use-address.js'
import { daysInAddress } from '../address/address.js'
import { useProject } from '../api/project.js'
import { Notice } from './notice.js'

interface DataNoticesProps {
  readonly counted: {
    readonly range: Range
    readonly dataFrom: string | null
    readonly dataThrough: string | null
  }
  /** The days that they are compared with. */
  readonly comparison?: (Range & { readonly beforeData?: string | undefined }) | undefined
}

/** Where the data end before the days that are shown, says so, and leads to days that have data. */
export function DataNotices({ counted: { range, dataFrom, dataThrough }, comparison }: DataNoticesProps) {
  const { change } = useAddress()
  const { calendar } = useProject()
  if (dataFrom === null || dataThrough === null)
    return (
      <Notice>
        Nothing is built yet: there are no data. Start a build under <a href="/health">data health</a>, or run{' '}
        <code>daymark build</code>.
      </Notice>
    )
  if (dataThrough >= range.to) {
    if (comparison?.beforeData === 'wholly')
      return (
        <Notice>
          There is nothing to compare with: the data begin on <b>{dayInWords(dataFrom)}</b>. Choose another
          comparison.
        </Notice>
      )
    return null
  }
  const month = dataThrough.slice(0, 7)
  const isAhead = range.from > calendar.today
  return (
    <Notice>
      The data end on <b>{dayInWords(dataThrough)}</b>.{' '}
      {isAhead
        ? 'These days are still to come.'
        : `From ${dayInWords(later(range.from, addDays(dataThrough, 1)))} on, sums and counts are 0, because there are no rows.`}{' '}
      <button
        type="button"
        className="link"
        onClick={() => {
          change(daysInAddress({ period: month }))
        }}
      >
        Show the last month with data
      </button>
    </Notice>
  )
}

function later(one: string, other: string): string {
  return one > other ? one : other
}
