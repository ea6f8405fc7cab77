/** A list as it is said: `a, b and c`. */
export function listInWords(names: readonly string[], conjunction: string): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${conjunction} ${last}`
}
