/**
 * A failure of the warehouse that the user cannot mend: a statement of ours that it refuses, a connection that
 * breaks. Keeps the statement, so that the report of the bug can show it; the warehouse's own error is `cause`.
 */
export class WarehouseError extends Error {
  /** The statement as it was sent, without the bound values. */
  readonly sql: string

  constructor(warehouse: string, sql: string, cause: unknown) {
    super(`${warehouse}: ${messageOf(cause)}`, { cause })
    this.name = 'WarehouseError'
    this.sql = sql
  }
}

/** The sentence of anything that may be thrown. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '')
    return thrown.errors.map(messageOf).join('; ')
  return thrown instanceof Error ? thrown.message : String(thrown)
}
