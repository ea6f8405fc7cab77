import { useState } from 'react'
import { Popover } from '../controls/popover.js'

interface AsOfPickerProps {
  readonly asOf: string | null
  readonly now: string
  readonly onChoose: (asOf: string | null) => void
}

/** Since when a plan has said what it says: now, or as it was stored at a moment. */
export function AsOfPicker({ asOf, now, onChoose }: AsOfPickerProps) {
  const says = asOf === null ? 'As of now' : `As of ${asOf.replace('T', ' ')}`
  return (
    <Popover button={<span>{says}</span>} title="As of when" className={asOf === null ? '' : 'filter active'}>
      {(close) => (
        <Moment
          asOf={asOf ?? now.slice(0, 16)}
          onChoose={(moment) => {
            close()
            onChoose(moment)
          }}
        />
      )}
    </Popover>
  )
}

function Moment({ asOf, onChoose }: { asOf: string; onChoose: (asOf: string | null) => void }) {
  const [moment, setMoment] = useState(asOf)
  return (
    <form
      className="any-days"
      onSubmit={(event) => {
        event.preventDefault()
        onChoose(moment)
      }}
    >
      <label className="whole">
        What was said last up to this moment, as it was stored
        <input
          type="datetime-local"
          value={moment}
          required
          onChange={(event) => {
            setMoment(event.target.value)
          }}
        />
      </label>
      <button type="submit" className="button primary">
        Show
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          onChoose(null)
        }}
      >
        As of now
      </button>
    </form>
  )
}
