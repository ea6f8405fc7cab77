const sentences: Readonly<Record<string, string>> = {
  'denominator-is-zero': 'There is nothing to divide by.',
  'not-known-yet': 'It is known only from a later day on.',
  'still-to-come': 'These days are still to come.',
  'previous-is-zero': 'from 0',
  'no-previous-value': 'no earlier value',
  'no-value': 'no value',
  'several-currencies': 'The amounts are in several currencies, which are never added. Look at one currency.',
  'other-currency': 'The target is in another currency than the value: they are not compared.',
  'before-data': 'before the data begin',
  'in-progress': 'The period is not over yet.',
  'nobody-new': 'Nobody was new in this period.',
  'no-rows': 'The data have no rows here.',
  'no-data-yet': 'The data do not reach so far.',
}

/** Why there is no value, as people read it. */
export function becauseInWords(because: string): string {
  return sentences[because] ?? because.replaceAll('-', ' ')
}
