interface ChoiceListProps<T extends string> {
  readonly label: string
  readonly choices: readonly { readonly value: T; readonly says: string }[]
  readonly chosen: T
  readonly onChoose: (value: T) => void
}

/** One of a few, all of them in sight. */
export function ChoiceList<T extends string>({ label, choices, chosen, onChoose }: ChoiceListProps<T>) {
  return (
    <div className="joined" role="group" aria-label={label}>
      {choices.map(({ value, says }) => (
        <button
          key={value}
          type="button"
          className="button"
          aria-pressed={value === chosen}
          onClick={() => {
            onChoose(value)
          }}
        >
          {says}
        </button>
      ))}
    </div>
  )
}

/** One of many. */
export function Select<T extends string>({ label, choices, chosen, onChoose }: ChoiceListProps<T>) {
  return (
    <label className="select">
      <span>{label}</span>
      <select
        value={chosen}
        onChange={(event) => {
          onChoose(event.target.value as T)
        }}
      >
        {choices.map(({ value, says }) => (
          <option key={value} value={value}>
            {says}
          </option>
        ))}
      </select>
    </label>
  )
}
