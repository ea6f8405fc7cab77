import { raw, sql, type as typeName, type Sql } from '../sql/sql.js'
import type { Conversion } from './conversion.js'
import { fromDeclaredText } from './forms/from-form.js'
import { inZone } from './forms/time-form.js'
import type { SourceColumn, SourceType } from './source.js'
import { decimalSize, finite, fromText, kindOf } from './text-conversion.js'

type Held = 'text' | 'whole' | 'decimal' | 'floating' | 'boolean' | 'date' | 'wall-clock' | 'moment'

const heldTypes: readonly (readonly [RegExp, Held])[] = [
  [/^(VARCHAR|UUID|JSON|ENUM\(.*\))$/s, 'text'],
  [/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/, 'whole'],
  [/^DECIMAL\(/, 'decimal'],
  [/^(FLOAT|DOUBLE)$/, 'floating'],
  [/^BOOLEAN$/, 'boolean'],
  [/^DATE$/, 'date'],
  [/^TIMESTAMP(_S|_MS|_NS)?$/, 'wall-clock'],
  [/^TIMESTAMP WITH TIME ZONE$/, 'moment'],
]

/** Whether DuckDB holds a type of this name as text, or as what prints as text and nothing else. */
export function isText(held: string): boolean {
  return heldAs(held) === 'text'
}

/**
 * How a typed value of a Parquet file becomes one of the declared type, without a loss; undefined where no
 * value of the one type is a value of the other.
 *
 * @param held the type as DuckDB names it
 */
export function fromTyped(held: string, column: SourceColumn): Conversion | undefined {
  const { type, form } = column
  const as = heldAs(held)
  const kind = kindOf(type)
  if (as === undefined) return undefined
  if (kind === 'text')
    return { typed: (value) => sql`CAST(${value} AS VARCHAR)`, reason: () => raw("'type'"), isSure: true }
  if (as === 'text') return throughText(fromDeclaredText(column))
  if (form?.format !== undefined && isNumber(as)) return throughText(fromDeclaredText(column))
  if (form?.zone !== undefined && as === 'wall-clock' && kind === 'instant')
    return inZone(asItIs(type, held), form.zone)
  return conversions[kind][as]?.(type, held)
}

/** Numbers that a format reads: counts from 1970, or days as 20240301. */
function isNumber(as: Held): boolean {
  return as === 'whole' || as === 'decimal' || as === 'floating'
}

function heldAs(held: string): Held | undefined {
  return heldTypes.find(([pattern]) => pattern.test(held))?.[1]
}

type Make = (type: SourceType, held: string) => Conversion
type Kind = Exclude<ReturnType<typeof kindOf>, 'text'>

const asItIs: Make = () => ({ typed: (value) => value, reason: () => raw("'type'"), isSure: true })

/** Cast to the declared type, where casting back gives the value that was held. */
const thereAndBack: Make = (type, held) => ({
  typed: (value) => {
    const cast = sql`TRY_CAST(${value} AS ${typeName(type)})`
    return sql`CASE WHEN TRY_CAST(${cast} AS ${raw(held)}) = ${value} THEN ${cast} END`
  },
  reason: (value) => {
    const rounded = sql`TRY_CAST(${value} AS ${typeName(type)})`
    return sql`CASE WHEN ${rounded} IS NULL THEN 'range' ELSE 'digits' END`
  },
})

const castOnly: Make = (type) => ({
  typed: (value) => sql`TRY_CAST(${value} AS ${typeName(type)})`,
  reason: () => raw("'range'"),
})

const floatingToNumber: Make = (type, held) => ({
  typed: (value) => thereAndBack(type, held).typed(finite(value)),
  reason: (value) =>
    sql`CASE WHEN NOT isfinite(${value}) THEN 'finite' WHEN TRY_CAST(${value} AS ${typeName(type)}) IS NULL THEN 'range' ELSE 'digits' END`,
})

/**
 * The decimal that a binary fraction prints as, where the scale holds all of it. Up to 2^53 units of the last
 * place a cast finds it; beyond, a cast would make up digits, so it goes by the shortest text of the fraction.
 */
const floatingToDecimal: Make = (type, held) => {
  const { scale } = decimalSize(type)
  const { typed, reason } = floatingToNumber(type, held)
  return {
    typed: (value) =>
      sql`CASE WHEN abs(${value}) < ${raw(`9007199254740992e-${scale}`)} THEN ${typed(value)} WHEN abs(${value}) < 1e15 THEN ${throughText(fromText(type)).typed(value)} ELSE ${largeWhole(type, value)} END`,
    reason,
  }
}

function largeWhole(type: SourceType, value: Sql): Sql {
  return sql`TRY_CAST(TRY_CAST(${finite(value)} AS HUGEINT) AS ${typeName(type)})`
}

function throughText({ typed, reason }: Conversion): Conversion {
  const text = (value: Sql): Sql => sql`CAST(${value} AS VARCHAR)`
  return { typed: (value) => typed(text(value)), reason: (value) => reason(text(value)) }
}

const zeroOrOne: Make = () => ({
  typed: (value) => sql`CASE WHEN ${value} = 1 THEN true WHEN ${value} = 0 THEN false END`,
  reason: () => raw("'type'"),
})

const conversions: Readonly<Record<Kind, Partial<Record<Held, Make>>>> = {
  integer: { whole: castOnly, decimal: thereAndBack, floating: floatingToNumber },
  decimal: { whole: castOnly, decimal: thereAndBack, floating: floatingToDecimal },
  double: {
    whole: thereAndBack,
    decimal: castOnly,
    floating: () => ({
      typed: (value) => finite(sql`CAST(${value} AS DOUBLE)`),
      reason: () => raw("'finite'"),
    }),
  },
  boolean: { boolean: asItIs, whole: zeroOrOne },
  date: { date: asItIs, 'wall-clock': thereAndBack },
  timestamp: { 'wall-clock': thereAndBack, date: castOnly },
  instant: { moment: asItIs },
}
