const named: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
}

/** What a text between quotes means: `\n`, `\'`, `\xe9`, `\u20ac`, as in Python. Undefined where a `\` means nothing. */
export function textInQuotes(written: string): string | undefined {
  const parts = Array.from(
    written.matchAll(/\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{1,3}|[^])|[^\\]+/g),
  )
  const meant = parts.map(([part]) => (part.startsWith('\\') ? meaningOf(part.slice(1)) : part))
  return meant.includes(undefined) ? undefined : meant.join('')
}

function meaningOf(escape: string): string | undefined {
  const [sign = ''] = escape
  const code = /^[0-7]/.test(sign) ? parseInt(escape, 8) : parseInt(escape.slice(1), 16)
  if (/^[0-7]/.test(sign) || escape.length > 1)
    return code > 0x10ffff ? undefined : String.fromCodePoint(code)
  if ('xuUN'.includes(sign)) return undefined
  return named[sign] ?? ('\\\'"'.includes(sign) ? sign : `\\${sign}`)
}
