import type { WrittenDialect } from '../sql/expression.js'
import { callable } from '../templates/arguments.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import { Thing, iterate, textOf, type Value } from '../templates/values.js'
import { spellingOf } from '../sql/spelling.js'

/** The functions of dbt that spell SQL for a database: those that are spelt alike, or in few ways. */
export function dbtFunctions(writtenIn: WrittenDialect): Thing {
  const sql = spellingOf(writtenIn)
  const text = (value: Value | undefined): string => textOf(value ?? null, 'dbt')
  const functions = [
    callable('dbt.concat', { needs: ['fields'] }, (fields = null) =>
      Array.from(iterate(fields), text).join(' || '),
    ),
    callable('dbt.length', { needs: ['expression'] }, (value) => `length(${text(value)})`),
    callable('dbt.hash', { needs: ['field'] }, (value) => sql.md5(text(value))),
    callable('dbt.date_trunc', { needs: ['datepart', 'date'] }, (part, date) =>
      writtenIn === 'bigquery'
        ? `date_trunc(${text(date)}, ${text(part)})`
        : `date_trunc('${text(part)}', ${text(date)})`,
    ),
    callable('dbt.type_string', {}, () => sql.textType),
    callable('dbt.type_int', {}, () => (writtenIn === 'bigquery' ? 'int64' : 'integer')),
    callable('dbt.type_bigint', {}, () => (writtenIn === 'bigquery' ? 'int64' : 'bigint')),
    callable('dbt.type_timestamp', {}, () => 'timestamp'),
    callable('dbt.escape_single_quotes', { needs: ['expression'] }, (value) =>
      text(value).replaceAll("'", writtenIn === 'bigquery' ? "\\'" : "''"),
    ),
  ]
  const members = new Map<string, Value>(functions.map((one) => [one.name.replace('dbt.', ''), one]))
  return new Thing(
    'namespace',
    () => {
      throw new TemplateMistake('dbt holds functions; call one of them.')
    },
    { members },
  )
}
