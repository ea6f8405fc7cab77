import { addDays, type Range } from '../calendar/day.js'
import { dayInWords } from '../calendar/words.js'
import { useAddress } from '../address/use-address.js'
import { daysInAddress } from '../address/address.js'
import { Notice } from './notice.js'

interface DataNoticesProps {
  readonly counted: { readonly range: Range; readonly dataThrough: string | null }
}

/** Where the data end before the days that are shown, says so, and leads to days that have data. */
export function DataNotices({ counted: { range, dataThrough } }: DataNoticesProps) {
  const { change } = useAddress()
  if (dataThrough === null)
    return (
      <Notice>
        Nothing is built yet: there are no data. Start a build under <a href="/health">data health</a>, or run{' '}
        <code>daymark build</code>.
      </Notice>
    )
  if (dataThrough >= range.to) return null
  const month = dataThrough.slice(0, 7)
  return (
    <Notice>
      The data end on <b>{dayInWords(dataThrough)}</b>. From{' '}
      {dayInWords(later(range.from, addDays(dataThrough, 1)))} on, sums and counts read 0 for want of rows.{' '}
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
