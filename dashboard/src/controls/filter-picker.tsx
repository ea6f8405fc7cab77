import type { Answer, Filter } from '../api/answers.js'
import { inWords } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { Popover } from './popover.js'

interface FilterPickerProps {
  readonly dimensions: readonly string[]
  readonly filters: readonly Filter[]
  /** A metric that has the dimensions, to find the values that there are; and the days to look at. */
  readonly metric: string
  readonly days: { readonly from: string; readonly to: string }
  readonly onChoose: (filters: readonly Filter[]) => void
}

/** Which rows of the data a page is about. */
export function FilterPicker(props: FilterPickerProps) {
  const { dimensions, filters, onChoose } = props
  return (
    <>
      {dimensions.map((dimension) => (
        <DimensionFilter key={dimension} {...props} dimension={dimension} />
      ))}
      {filters.length > 0 && (
        <button
          type="button"
          className="button quiet"
          onClick={() => {
            onChoose([])
          }}
        >
          Clear
        </button>
      )}
    </>
  )
}

function DimensionFilter({ dimension, ...props }: FilterPickerProps & { dimension: string }) {
  const { filters, onChoose } = props
  const filter = filters.find((each) => each.dimension === dimension)
  const name = inWords(dimension)
  const choose = (values: readonly (string | null)[]) => {
    const others = filters.filter((each) => each !== filter)
    onChoose(values.length === 0 ? others : [...others, { dimension, values }])
  }
  return (
    <Popover
      className={filter ? 'filter active' : 'filter'}
      title={`Filter by ${name}`}
      button={
        <span>
          {name}
          {filter && <b>{said(filter)}</b>}
        </span>
      }
    >
      {() => <Values {...props} dimension={dimension} chosen={filter?.values ?? []} onChange={choose} />}
    </Popover>
  )
}

function said({ values, not }: Filter): string {
  const text = values.length > 2 ? `${values.length} values` : values.map(valueInWords).join(', ')
  return `${not === true ? 'not ' : ''}${text}`
}

/** A dimension's value; one that is missing is said to be. */
export function valueInWords(value: string | null | undefined): string {
  return value === null || value === undefined ? '(none)' : value === '' ? '(empty)' : value
}

interface ValuesProps extends Omit<FilterPickerProps, 'onChoose'> {
  readonly dimension: string
  readonly chosen: readonly (string | null)[]
  readonly onChange: (values: readonly (string | null)[]) => void
}

function Values({ dimension, metric, days, chosen, onChange }: ValuesProps) {
  const { answer } = useAnswer<Answer>({
    get: 'ask',
    question: { metrics: [metric], from: days.from, to: days.to, by: [dimension] },
  })
  const found = answer?.rows.map(({ dimensions }) => dimensions[dimension] ?? null) ?? []
  const values = [...new Set([...found, ...chosen])]
  if (answer === undefined && values.length === 0) return <p className="note">Looking up values …</p>
  return (
    <fieldset className="values">
      <legend>{inWords(dimension)}</legend>
      {values.map((value) => (
        <label key={String(value)}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={(event) => {
              onChange(event.target.checked ? [...chosen, value] : chosen.filter((each) => each !== value))
            }}
          />
          {valueInWords(value)}
        </label>
      ))}
    </fieldset>
  )
}
