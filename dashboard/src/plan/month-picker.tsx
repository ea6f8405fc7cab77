import { addMonths } from '../calendar/day.js'
import { monthInWords, monthNames } from '../calendar/words.js'
import { Popover } from '../controls/popover.js'
import { useState } from 'react'

interface MonthPickerProps {
  readonly month: string
  readonly onChoose: (month: string) => void
}

/** Which month a plan is about. */
export function MonthPicker({ month, onChoose }: MonthPickerProps) {
  const step = (by: number, says: string, sign: string) => (
    <button
      type="button"
      className="button icon"
      aria-label={says}
      onClick={() => {
        onChoose(addMonths(month, by))
      }}
    >
      {sign}
    </button>
  )
  return (
    <div className="joined" role="group" aria-label="Month">
      {step(-1, 'Month before', '‹')}
      <Popover
        className="range"
        title="Choose a month"
        label={`Month: ${monthInWords(month)}`}
        button={<span>{monthInWords(month)}</span>}
      >
        {(close) => (
          <Months
            key={month}
            month={month}
            onChoose={(chosen) => {
              close()
              onChoose(chosen)
            }}
          />
        )}
      </Popover>
      {step(1, 'Month after', '›')}
    </div>
  )
}

function Months({ month, onChoose }: MonthPickerProps) {
  const [year, setYear] = useState(Number(month.slice(0, 4)))
  const step = (by: number, says: string, sign: string) => (
    <button
      type="button"
      className="button icon"
      aria-label={says}
      onClick={() => {
        setYear(year + by)
      }}
    >
      {sign}
    </button>
  )
  return (
    <div className="range-calendar">
      <div className="year-steps">
        {step(-1, 'Year before', '‹')}
        <span className="choice">{year}</span>
        {step(1, 'Year after', '›')}
      </div>
      <div className="months" role="group" aria-label={`Months of ${year}`}>
        {monthNames.map((name, index) => {
          const each = `${year}-${String(index + 1).padStart(2, '0')}`
          return (
            <button
              key={name}
              type="button"
              className="choice"
              aria-pressed={each === month}
              onClick={() => {
                onChoose(each)
              }}
            >
              {name.slice(0, 3)}
            </button>
          )
        })}
      </div>
    </div>
  )
}
