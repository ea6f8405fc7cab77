import { readAsText, type Read, type Readable, type Reading } from '../reading.js'
import { clickHouseDialect } from './clickhouse-dialect.js'
import { bareType } from './clickhouse-types.js'

const asText = readAsText((value) => `toString(${value})`)
const nothing: Read = () => undefined

const readings: readonly (readonly [RegExp, (found: RegExpExecArray, zone: string) => Readable])[] = [
  [/^(UUID|IPv4|IPv6|Enum8\(.*|Enum16\(.*|FixedString\(\d+\))$/s, () => ({ read: asText })],
  [/^UInt64$/, () => ({ read: (value) => ({ type: 'decimal(20,0)', value }) })],
  [/^U?Int(128|256)$/, () => ({ read: wideInteger })],
  [/^Float32$|^BFloat16$/, () => ({ read: (value) => ({ type: 'double', value: `toFloat64(${value})` }) })],
  [
    /^Decimal\((\d+), (\d+)\)$/,
    ([, digits, places]) =>
      Number(digits) > 38
        ? { read: (value) => ({ type: `decimal(${Number(digits)},${Number(places)})`, value }) }
        : {},
  ],
  [
    /^DateTime(?:64\((\d+)(?:, )?|\(?)(?:'([^']*)')?\)?$/,
    ([, places = '0', zone], otherwise) => ({ read: momentOrClock(zone ?? otherwise, Number(places)) }),
  ],
  [/^Array\(/, () => ({ read: nothing, inside: element })],
  [/^Tuple\(/, () => ({ read: nothing, inside: part })],
  [/^Map\(/, () => ({ read: nothing, inside: entry })],
]

/**
 * How the values of a type are read; nothing is said of types that are read as they are.
 *
 * @param zone whose clock a date-time without a zone shows
 */
export function clickHouseReading(declared: string, zone: string): Readable {
  const bare = bareType(declared)
  for (const [pattern, make] of readings) {
    const found = pattern.exec(bare)
    if (found) return make(found, zone)
  }
  return {}
}

/** There is no cast of them to a decimal, except by their digits. */
function wideInteger(value: string, declared: string): Reading {
  if (declared === 'text') return { type: 'text', value: `toString(${value})` }
  const read = `toDecimal256OrNull(toString(${value}), 0)`
  const when = `(${value} IS NOT NULL AND ${read} IS NULL)`
  return { type: 'decimal(76,0)', value: read, wrong: [{ rule: 'range', when }] }
}

/** A date-time is a moment, which a clock of its zone shows: it serves as either. */
function momentOrClock(zone: string, places: number): Read {
  return (value, declared) => {
    const moment = `CAST(${value} AS Nullable(DateTime64(6, 'UTC')))`
    const wrong = places > 6 ? [{ rule: 'digits' as const, when: `${value} <> ${moment}` }] : []
    const isPlain = places === 6 && zone === 'UTC'
    if (declared === 'instant') return { type: 'instant', value: isPlain ? value : moment, wrong }
    if (isUtc(zone)) return { type: 'timestamp', value: isPlain ? value : moment, wrong }
    return { type: 'timestamp', value: clickHouseDialect.constructs.clockOf(moment, quoted(zone)), wrong }
  }
}

function isUtc(zone: string): boolean {
  return /^(?:Etc\/)?(?:UTC|UCT|GMT|Zulu|Universal)$/i.test(zone)
}

const quoted = (text: string) => clickHouseDialect.literal(text, 'text')

const element: NonNullable<Readable['inside']> = (value, step) =>
  typeof step === 'number'
    ? { value: `arrayElement(${value}, ${step + 1})`, isThere: `length(${value}) > ${step}` }
    : undefined

const part: NonNullable<Readable['inside']> = (value, step) => ({
  value: `tupleElement(${value}, ${typeof step === 'number' ? step + 1 : quoted(step)})`,
})

const entry: NonNullable<Readable['inside']> = (value, step) => ({
  value: `arrayElement(${value}, ${typeof step === 'number' ? step : quoted(step)})`,
  isThere: `mapContains(${value}, ${typeof step === 'number' ? step : quoted(step)})`,
})
