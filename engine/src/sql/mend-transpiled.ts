import type { Dialect } from './print.js'

/** A pattern outside of quotes, and what it should read. */
type Mend = readonly [RegExp, (...found: readonly string[]) => string]

/** What the transpiler leaves unmended: a pattern outside of quotes, and what it should read. */
const mends: Readonly<Record<Dialect['name'], readonly Mend[]>> = {
  duckdb: [],
  postgresql: [
    [/\b(YEAR|MONTH|DAY|QUARTER|HOUR|MINUTE|DOW|WEEK)\s*\(/gi, (_all, part = '') => `DATE_PART('${part}', `],
    [/\bINTERVAL (\d+) (\w+)/gi, (_all, n = '', unit = '') => `INTERVAL '${n} ${unit}'`],
  ],
  // ClickHouse's DATE begins in 1970; Date32 is its date of ordinary range.
  clickhouse: [
    [/::\s*DATE\b/gi, () => '::Date32'],
    [/\bAS DATE\)/gi, () => 'AS Date32)'],
    [/\bDATE $/, () => 'toDate32 '],
    // A number with a point would be a Float64.
    [
      /(?<![\w.])(\d+)\.(\d+)(?![\w.])/g,
      (_all, whole = '', places = '') => `CAST('${whole}.${places}' AS Decimal(38, ${places.length}))`,
    ],
  ],
}

/**
 * Mends what the transpiler is known to leave in another dialect's words; text inside quotes is left alone.
 *
 * @example
 * mendTranspiled('(x::DATE)', 'clickhouse') // '(x::Date32)'
 */
export function mendTranspiled(text: string, dialect: Dialect['name']): string {
  const parts = text.split(/('(?:[^'\\]|''|\\.)*'|"(?:[^"]|"")*")/)
  const mended = parts.map((part, index) =>
    index % 2 === 1
      ? part
      : mends[dialect].reduce(
          (sql, [pattern, reads]) => sql.replace(pattern, (...found: string[]) => reads(...found)),
          part,
        ),
  )
  return dialect === 'clickhouse'
    ? mended.join('').replace(/toDate32 ('(?:[^'\\]|\\.)*')/g, 'toDate32($1)')
    : mended.join('')
}
