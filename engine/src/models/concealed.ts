/** A sentence without values of the environment. */
export function concealed(sentence: string, secrets: Iterable<string>): string {
  let shown = sentence
  for (const secret of secrets) if (secret !== '') shown = shown.replaceAll(secret, '***')
  return shown
}
