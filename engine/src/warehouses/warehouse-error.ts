import { withoutSecrets } from './address.js'

/** What a warehouse stumbles over: a value of the user's data, or anything else, which is our mistake. */
export type FailedOver = 'data' | 'statement'

/** A statement, and what the warehouse says of its failure. */
export interface FailedStatement {
  readonly sql: string
  readonly over?: FailedOver
  readonly reason?: string
}

/**
 * A statement that the warehouse began and could not end. Keeps the statement, so that the report of a bug can show it;
 * the warehouse's own error is `cause`.
 */
export class WarehouseError extends Error {
  /** As people call the warehouse. */
  readonly warehouse: string
  /** The statement as it was sent, without the bound values. */
  readonly sql: string
  readonly over: FailedOver
  /** What the warehouse says of it, as one sentence or two. */
  readonly reason: string

  constructor(warehouse: string, { sql, over = 'statement', reason }: FailedStatement, cause: unknown) {
    super(`${warehouse}: ${messageOf(cause)}`, { cause })
    this.name = 'WarehouseError'
    this.warehouse = warehouse
    this.sql = sql
    this.over = over
    this.reason = reason ?? messageOf(cause)
  }
}

/** The sentence of anything that may be thrown, without the secrets of an address that it quotes. */
export function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.message === '')
    return thrown.errors.map(messageOf).join('; ')
  return withoutSecrets(thrown instanceof Error ? thrown.message : String(thrown))
}

/** What the system, or a server, calls an error; undefined where it has no code. */
export function errorCodeOf(thrown: unknown): string | undefined {
  if (thrown instanceof AggregateError) return errorCodeOf(thrown.errors[0])
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : undefined
}

/** How running something fails; undefined when it does not. Throws what is not the failure of a statement. */
export async function failureIn(work: () => Promise<unknown>): Promise<WarehouseError | undefined> {
  try {
    await work()
    return undefined
  } catch (thrown) {
    if (thrown instanceof WarehouseError) return thrown
    throw thrown
  }
}
