import { readScalar } from '../json-scalar.js'
import { readAsText, type Read, type Readable } from '../reading.js'
import { postgresConstructs } from './postgres-constructs.js'
import { postgresDialect } from './postgres-dialect.js'

/** A type as the catalogue describes it, once a domain is taken for what it is made of. */
export interface PostgresType {
  /** By `format_type`, such as `numeric(12,2)`. */
  readonly base: string
  /** Its own name, without a schema and without digits. */
  readonly named: string
  /** `b` for a base type, `e` for an enum, `c` for a composite type. */
  readonly kind: string
  readonly isArray: boolean
  /** Whether its collation takes different texts for the same. */
  readonly isBlurred: boolean
}

/** A numeric without a size holds whatever there is. */
const unsized = 'decimal(76,38)'

const asText = readAsText((value) => `CAST(${value} AS TEXT)`)
const scalar = readScalar((json) => `(${json} #>> '{}')`, {
  constructs: postgresConstructs,
  cast: (text, type) => `CAST(${text} AS ${postgresDialect.type(type, true)})`,
})

const texts = ['uuid', 'inet', 'cidr', 'macaddr', 'macaddr8', 'time', 'name', 'char', 'bpchar', 'xml']

/** How the values of a type are read; nothing is said of types that are read as they are. */
export function postgresReading({ base, named, kind, isArray, isBlurred }: PostgresType): Readable {
  if (isArray) return { read: nothing, inside: element }
  if (isBlurred) return { read: nothing }
  if (kind === 'e' || texts.includes(named)) return { read: asText }
  if (kind === 'c') return { read: nothing, inside: field }
  // In this type Ana and ana are the same, and a text that is all in lower case is the one that stands for both.
  if (named === 'citext') return { read: readAsText((value) => `lower(CAST(${value} AS TEXT))`) }
  if (named === 'json' || named === 'jsonb') return { read: asText, inside: inJson }
  if (named === 'money') return { read: (value) => ({ type: unsized, value: `CAST(${value} AS NUMERIC)` }) }
  if (named === 'float4')
    return { read: (value) => ({ type: 'double', value: `CAST(${value} AS DOUBLE PRECISION)` }) }
  const isSized = /^numeric\(\d+,\d+\)$/.test(base)
  return named === 'numeric' && !isSized ? { read: (value) => ({ type: unsized, value }) } : {}
}

const nothing: Read = () => undefined

const element: NonNullable<Readable['inside']> = (value, step) =>
  typeof step === 'number' ? { value: `(${value})[array_lower(${value}, 1) + ${step}]` } : undefined

const field: NonNullable<Readable['inside']> = (value, step) =>
  typeof step === 'string' ? { value: `(${value}).${postgresDialect.quote(step)}` } : undefined

const inJson: NonNullable<Readable['inside']> = (value, step) => {
  const key = typeof step === 'number' ? String(step) : postgresDialect.literal(step, 'text')
  return { value: `(${value} -> ${key})`, read: scalar }
}
