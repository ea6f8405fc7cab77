import type { WrittenDialect } from './written-dialect.js'
import type { SqlType } from './translation/sql-type.js'

/** How SQL that templates make is spelt in the dialect in which the models are written. */
export interface Spelling {
  quoted(identifier: string): string
  /** The name of the type of texts. */
  readonly textType: string
  /** A value as a text. */
  asText(expression: string): string
  /** The hexadecimal MD5 sum of a text. */
  md5(expression: string): string
  /** A null of a type. */
  nullOf(type: SqlType): string
  /** A day so many days later. */
  daysLater(day: string, days: string): string
}

export function spellingOf(writtenIn: WrittenDialect): Spelling {
  const mark = writtenIn === 'bigquery' ? '`' : '"'
  const asText = textIn[writtenIn] ?? ((expression: string) => `cast(${expression} as varchar)`)
  const md5 = md5In[writtenIn] ?? ((expression: string) => `md5(${expression})`)
  const types = typesIn[writtenIn] ?? {}
  return {
    textType: types['text'] ?? 'varchar',
    quoted: (identifier) => mark + identifier.replaceAll(mark, mark + mark) + mark,
    asText,
    md5: (expression) => md5(asText(expression)),
    nullOf: (type) => {
      const name = types[kindOf(type)] ?? usual[kindOf(type)] ?? type
      return `cast(null as ${writtenIn === 'clickhouse' ? `Nullable(${name})` : name})`
    },
    daysLater: (day, days) =>
      writtenIn === 'bigquery' ? `date_add(${day}, interval ${days} day)` : `${day} + ${days}`,
  }
}

type InDialects = Readonly<Partial<Record<WrittenDialect, (expression: string) => string>>>

const textIn: InDialects = {
  bigquery: (expression) => `cast(${expression} as string)`,
  clickhouse: (expression) => `toString(${expression})`,
}

const md5In: InDialects = {
  bigquery: (expression) => `to_hex(md5(${expression}))`,
  clickhouse: (expression) => `lower(hex(MD5(${expression})))`,
}

function kindOf(type: SqlType): string {
  return type.startsWith('decimal') ? 'decimal' : type
}

const usual: Readonly<Record<string, string>> = {
  text: 'varchar',
  integer: 'bigint',
  double: 'double precision',
  instant: 'timestamp',
  null: 'varchar',
}

const typesIn: Readonly<Partial<Record<WrittenDialect, Readonly<Record<string, string>>>>> = {
  duckdb: { double: 'double' },
  snowflake: { double: 'double' },
  bigquery: {
    text: 'string',
    integer: 'int64',
    double: 'float64',
    boolean: 'bool',
    decimal: 'numeric',
    null: 'string',
  },
  clickhouse: {
    text: 'String',
    integer: 'Int64',
    double: 'Float64',
    boolean: 'Bool',
    date: 'Date32',
    null: 'String',
  },
}
