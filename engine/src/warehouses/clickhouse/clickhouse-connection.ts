import type { ClickHouseClient } from '@clickhouse/client'
import type { Statement } from '../../sql/print.js'
import { boundText } from '../bound-text.js'
import type { Row, Value } from '../warehouse.js'
import { refuseInterrupted } from '../interruption.js'
import { clickHouseFailure } from './clickhouse-failure.js'
import { clickHouseDialect, isWrittenOut } from './clickhouse-dialect.js'
import { readerOf, type JsonValue } from './clickhouse-types.js'

/** A way to a ClickHouse: a server over HTTP, or the engine in this process. */
export interface ClickHouseConnection {
  readonly client: ClickHouseClient
  /** Adds the rows of a Parquet file to a table, which is named and whose columns are declared as in SQL. */
  readonly insertParquet: (into: { table: string; columns: string }, path: string) => Promise<void>
  /** After how many seconds a table that no version names was left behind by a writer that is no more. */
  readonly abandonedAfter: number
  /** When it fires, statements are stopped and none is sent any more. */
  readonly signal?: AbortSignal
}

/** What makes ClickHouse read SQL as the other warehouses do, and print every value to the last digit. */
export const settings: Readonly<Record<string, string | number>> = {
  session_timezone: 'UTC',
  join_use_nulls: 1,
  cast_keep_nullable: 1,
  aggregate_functions_null_for_empty: 1,
  union_default_mode: 'ALL',
  prefer_column_name_to_alias: 1,
  decimal_check_overflow: 1,
  date_time_overflow_behavior: 'throw',
  precise_float_parsing: 1,
  insert_null_as_default: 0,
  input_format_null_as_default: 0,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
  output_format_decimal_trailing_zeros: 1,
  // Rows that are written through a distributed table are on their shards when the statement ends, and each on the
  // one that its key says; an answer without one of the shards is none.
  distributed_foreground_insert: 1,
  parallel_distributed_insert_select: 0,
  skip_unavailable_shards: 0,
  // Statements over thousands of windows.
  max_query_size: 1 << 30,
  max_ast_elements: 10_000_000,
  max_expanded_ast_elements: 10_000_000,
  query_plan_max_optimizations_to_apply: 1_000_000_000,
}

const batchRows = 5000

/** Sends one query with its values beside it and reads all its rows. */
export async function send(connection: ClickHouseConnection, statement: Statement): Promise<readonly Row[]> {
  const rows: Row[] = []
  for await (const batch of streamed(connection, statement)) rows.push(...batch)
  return rows
}

/** Sends one query with its values beside it and reads its rows in the batches in which they come. */
export async function* streamed(
  connection: ClickHouseConnection,
  statement: Statement,
): AsyncIterable<readonly Row[]> {
  refuseInterrupted(connection.signal)
  try {
    const result = await connection.client.query({
      ...stopping(connection),
      query: statement.text,
      query_params: parametersOf(statement),
      format: 'JSONCompactEachRowWithNamesAndTypes',
    })
    let rowOf: ((values: readonly JsonValue[]) => Row) | undefined
    const head: string[][] = []
    let rows: Row[] = []
    for await (const lines of result.stream<readonly JsonValue[]>()) {
      for (const line of lines) {
        if (rowOf) rows.push(rowOf(line.json()))
        else if (head.push(line.json<string[]>()) === 2)
          rowOf = rowReader(plainNames(head[0] ?? [], statement.text), head[1] ?? [])
        if (rows.length < batchRows) continue
        yield rows
        rows = []
      }
    }
    if (rows.length > 0) yield rows
  } catch (cause) {
    throw clickHouseFailure(statement.text, cause)
  }
}

/** Runs a statement for its effect. */
export async function run(connection: ClickHouseConnection, statement: Statement): Promise<void> {
  refuseInterrupted(connection.signal)
  try {
    await connection.client.command({
      ...stopping(connection),
      query: statement.text,
      query_params: parametersOf(statement),
    })
  } catch (cause) {
    throw clickHouseFailure(statement.text, cause)
  }
}

function stopping({ signal }: ClickHouseConnection): { abort_signal?: AbortSignal } {
  return signal === undefined ? {} : { abort_signal: signal }
}

function parametersOf({ values }: Statement): Record<string, string> {
  const parameters: Record<string, string> = {}
  values.forEach(({ value }, index) => {
    if (!isWrittenOut(value)) parameters[`p${index + 1}`] = boundText(value) ?? ''
  })
  return parameters
}

/**
 * The result's column names as other warehouses give them: where two joined relations have a column `n`, ClickHouse
 * names the result of `SELECT a.n` `a.n`. A column whose own name has the dot stands in quotes in the statement.
 */
function plainNames(names: readonly string[], text: string): readonly string[] {
  return names.map((name) => {
    const [, relation, column] = /^(\w+)\.(.+)$/s.exec(name) ?? []
    if (relation === undefined || column === undefined || text.includes(clickHouseDialect.quote(name)))
      return name
    const written = [column, clickHouseDialect.quote(column)].map((plain) => `${relation}.${plain}`)
    return written.some((reference) => text.includes(reference)) && !names.includes(column) ? column : name
  })
}

function rowReader(names: readonly string[], types: readonly string[]) {
  const readers = types.map(readerOf)
  return (values: readonly JsonValue[]): Row => {
    const row: Record<string, Value> = {}
    names.forEach((name, column) => {
      row[name] = readers[column]?.(values[column] ?? null) ?? null
    })
    return row
  }
}
