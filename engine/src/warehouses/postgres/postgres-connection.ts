import type { CustomTypesConfig, PoolClient, QueryArrayConfig, QueryArrayResult } from 'pg'
import type { Statement } from '../../sql/print.js'
import { boundText } from '../bound-text.js'
import type { Row, Value } from '../warehouse.js'
import { readerOf } from './postgres-types.js'
import { postgresFailure } from './postgres-failure.js'

/** Values stay the server's text until {@link readerOf} reads them, since the driver's own readers round. */
const asText: CustomTypesConfig = { getTypeParser: () => (text: unknown) => text }

/** Sends one statement with its values beside it and reads its rows. */
export async function send(client: PoolClient, { text, values }: Statement): Promise<readonly Row[]> {
  // One statement only, also where it has no values.
  const query: QueryArrayConfig & { queryMode: 'extended' } = {
    text,
    values: values.map(({ value }) => boundText(value)),
    rowMode: 'array',
    types: asText,
    queryMode: 'extended',
  }
  try {
    const result: QueryArrayResult<(string | null)[]> = await client.query(query)
    return rowsOf(result)
  } catch (cause) {
    throw postgresFailure(text, cause)
  }
}

function rowsOf({ fields, rows }: QueryArrayResult<(string | null)[]>): readonly Row[] {
  const readers = fields.map((field) => readerOf(field.dataTypeID))
  return rows.map((texts) => {
    const row: Record<string, Value> = {}
    fields.forEach((field, column) => {
      const text = texts[column] ?? null
      row[field.name] = text === null ? null : (readers[column]?.(text) ?? null)
    })
    return row
  })
}
