import { useState, type SubmitEvent } from 'react'
import type { Range } from '../calendar/day.js'
import { stepped, type Chosen } from '../calendar/step.js'
import { monthNames, periodInWords, rangeInWords } from '../calendar/words.js'
import { Popover } from './popover.js'

interface RangePickerProps {
  readonly chosen: Chosen
  /** The days that it stands for. */
  readonly asked: Range
  readonly onChoose: (chosen: Chosen) => void
}

/** Which days a page is about: a period or any days, and steps to the ones before and after. */
export function RangePicker({ chosen, asked, onChoose }: RangePickerProps) {
  const step = (by: number) => () => {
    onChoose(stepped(chosen, by, asked))
  }
  return (
    <div className="joined" role="group" aria-label="Days">
      <button type="button" className="button icon" aria-label="Earlier" onClick={step(-1)}>
        ‹
      </button>
      <Popover
        className="range"
        title="Choose days"
        label={`Days: ${nameOf(chosen, asked)}`}
        button={<span>{nameOf(chosen, asked)}</span>}
      >
        {(close) => (
          <RangeChoices
            key={`${asked.from}${asked.to}`}
            {...{ chosen, asked }}
            onChoose={(next) => {
              close()
              onChoose(next)
            }}
          />
        )}
      </Popover>
      <button type="button" className="button icon" aria-label="Later" onClick={step(1)}>
        ›
      </button>
    </div>
  )
}

function nameOf(chosen: Chosen, asked: Range): string {
  if (!('period' in chosen)) return rangeInWords(chosen)
  const words = periodInWords(chosen.period)
  return words.charAt(0).toUpperCase() + words.slice(1) || rangeInWords(asked)
}

const relative = [
  'today',
  'yesterday',
  'last-7-days',
  'last-30-days',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
]

function RangeChoices({ chosen, asked, onChoose }: RangePickerProps) {
  const [year, setYear] = useState(Number(asked.from.slice(0, 4)))
  const current = 'period' in chosen ? chosen.period : undefined
  const choice = (period: string, says: string) => (
    <button
      key={period}
      type="button"
      className="choice"
      aria-pressed={current === period}
      onClick={() => {
        onChoose({ period })
      }}
    >
      {says}
    </button>
  )
  return (
    <div className="range-choices">
      <div className="choices" role="group" aria-label="From today">
        {relative.map((period) => choice(period, sentence(periodInWords(period))))}
      </div>
      <div className="range-calendar">
        <div className="year-steps">
          <button
            type="button"
            className="button icon"
            aria-label="Year before"
            onClick={() => {
              setYear(year - 1)
            }}
          >
            ‹
          </button>
          {choice(String(year), String(year))}
          <button
            type="button"
            className="button icon"
            aria-label="Year after"
            onClick={() => {
              setYear(year + 1)
            }}
          >
            ›
          </button>
        </div>
        <div className="quarters" role="group" aria-label={`Quarters of ${year}`}>
          {[1, 2, 3, 4].map((quarter) => choice(`${year}-Q${quarter}`, `Q${quarter}`))}
        </div>
        <div className="months" role="group" aria-label={`Months of ${year}`}>
          {monthNames.map((name, index) =>
            choice(`${year}-${String(index + 1).padStart(2, '0')}`, name.slice(0, 3)),
          )}
        </div>
        <AnyDays asked={asked} onChoose={onChoose} />
      </div>
    </div>
  )
}

function AnyDays({ asked, onChoose }: Pick<RangePickerProps, 'asked' | 'onChoose'>) {
  const [from, setFrom] = useState(asked.from)
  const [to, setTo] = useState(asked.to)
  const isRange = from !== '' && to !== '' && from <= to
  const choose = (event: SubmitEvent) => {
    event.preventDefault()
    if (isRange) onChoose({ from, to })
  }
  return (
    <form className="any-days" onSubmit={choose}>
      <label>
        From
        <input
          type="date"
          value={from}
          required
          onChange={(event) => {
            setFrom(event.target.value)
          }}
        />
      </label>
      <label>
        To
        <input
          type="date"
          value={to}
          min={from}
          required
          onChange={(event) => {
            setTo(event.target.value)
          }}
        />
      </label>
      <button type="submit" className="button primary" disabled={!isRange}>
        Show
      </button>
    </form>
  )
}

function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}
