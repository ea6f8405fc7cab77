import { DatabaseError } from 'pg'
import { Refusal, type UnreachableWhy } from '../../errors.js'
import { errorCodeOf, messageOf, WarehouseError } from '../warehouse-error.js'

const warehouse = 'PostgreSQL'

/** What PostgreSQL's error amounts to: a refusal where the machine or the connection is why, else the statement's failure. */
export function postgresFailure(sql: string, cause: unknown): Refusal | WarehouseError {
  if (cause instanceof Refusal || cause instanceof WarehouseError) return cause
  const code = errorCodeOf(cause)
  const reason = sentenceOf(cause)
  const because = { cause }
  if (code === '53100') return new Refusal('disk-full', { warehouse, reason }, because)
  if (code === '53200') return new Refusal('out-of-memory', { warehouse, reason }, because)
  if (isLimit(code, reason)) return new Refusal('warehouse-limit', { warehouse, reason }, because)
  if (code === '25006') return new Refusal('warehouse-read-only', { warehouse, reason }, because)
  if (code === '42501') return new Refusal('warehouse-privilege', { warehouse, reason }, because)
  if (code === 'XX001' || code === 'XX002' || code === '58030')
    return new Refusal('warehouse-damaged', { warehouse, reason }, because)
  if (isLost(cause, code)) return new Refusal('connection-lost', { warehouse, reason }, because)
  const isOfData = code !== undefined && /^22/.test(code)
  return new WarehouseError(warehouse, { sql, over: isOfData ? 'data' : 'statement', reason }, cause)
}

/** Time-outs of statements, locks and transactions, limits of connections and settings, and deadlocks. */
function isLimit(code: string | undefined, reason: string): boolean {
  if (code === '57014') return /timeout/i.test(reason)
  return code !== undefined && /^(?:55P03|25P03|25P04|53300|53400|40P01)$/.test(code)
}

/** Class 08, the server going away, or a socket that broke: the driver has no code for the last. */
function isLost(cause: unknown, code: string | undefined): boolean {
  if (code !== undefined && /^08|^57P0|^E(?:CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH)/.test(code))
    return true
  return (
    !(cause instanceof DatabaseError) &&
    /connection (?:terminated|ended)|client (?:was closed|has encountered)/i.test(messageOf(cause))
  )
}

function sentenceOf(cause: unknown): string {
  return `${messageOf(cause).replace(/\.$/, '')}.`
}

/** Why no connection is to be had, by the system's or the server's code. */
export function unreachableWhy(cause: unknown): UnreachableWhy | undefined {
  const code = errorCodeOf(cause) ?? ''
  if (/^28/.test(code)) return /encryption|SSL/i.test(messageOf(cause)) ? 'encryption' : 'login'
  if (code === '3D000') return 'database'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'host'
  if (code === 'ECONNREFUSED') return 'refused'
  if (code === 'ETIMEDOUT' || /timeout/i.test(messageOf(cause))) return 'timeout'
  return /password|SASL/i.test(messageOf(cause)) ? 'login' : undefined
}
