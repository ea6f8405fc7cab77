import { Select } from './choice-list.js'

/** The comparison that boards take where none is chosen. */
export const usualComparison = 'previous-period'

const words: Readonly<Record<string, string>> = {
  'previous-period': 'period before',
  'previous-length': 'as many days before',
  'date-to-date': 'same dates a month before',
  'week-to-week': 'same weekdays a week before',
  'month-to-month': 'month before',
  'quarter-to-quarter': 'quarter before',
  'year-over-year': 'year before',
  'same-weekday': 'same weekdays before',
}

/** A rule of comparison in words. */
export function comparisonInWords(rule: string): string {
  return words[rule] ?? rule.replaceAll('-', ' ')
}

interface ComparePickerProps {
  readonly rules: readonly string[]
  /** What the rules may be called as well. */
  readonly otherNames: Readonly<Record<string, string>>
  readonly chosen: string
  readonly onChoose: (rule: string) => void
}

/** What figures are compared with. */
export function ComparePicker({ rules, otherNames, chosen: named, onChoose }: ComparePickerProps) {
  const chosen = otherNames[named.toLowerCase()] ?? named
  const choices = [...new Set([...rules, chosen])].map((rule) => ({
    value: rule,
    says: comparisonInWords(rule),
  }))
  return <Select label="against the" choices={choices} chosen={chosen} onChoose={onChoose} />
}
