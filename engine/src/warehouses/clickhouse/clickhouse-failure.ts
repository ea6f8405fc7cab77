import { Refusal, type UnreachableWhy } from '../../errors.js'
import { errorCodeOf, messageOf, WarehouseError } from '../warehouse-error.js'

const warehouse = 'ClickHouse'

/**
 * The numbers of ClickHouse's errors that rows or expressions give rise to: what cannot be parsed as numbers, dates, texts and
 * the like, overflows, divisions by zero, bad arguments, regular expressions.
 */
const ofData = new Set(
  [6, 26, 27, 32, 36, 38, 41, 69, 70, 72, 117, 131, 153, 190, 321, 349, 395, 407, 427, 467, 676, 691].map(
    String,
  ),
)
const noRoom = new Set(['243', '429', '75'])
const noMemory = new Set(['241'])
/** Time, rows, bytes, quotas, and how much may run at once. */
const limits = new Set(['158', '159', '160', '201', '202', '307', '396', '473'])
const readOnly = new Set(['164', '242'])
const denied = new Set(['497', '291'])
const damaged = new Set(['40', '246', '271', '228', '33'])
const lost = /^E(?:CONN|PIPE|TIMEDOUT|HOSTUNREACH|NETUNREACH)|^(?:209|210|279)$/

/** The number, which ClickHouse's engine in process gives in its message alone. */
export function clickHouseCodeOf(cause: unknown): string | undefined {
  return errorCodeOf(cause) ?? /\bCode: (\d+)/.exec(messageOf(cause))?.[1]
}

/** What ClickHouse's error amounts to: a refusal where the machine or the connection is why, else the statement's failure. */
export function clickHouseFailure(sql: string, cause: unknown): Refusal | WarehouseError {
  if (cause instanceof Refusal || cause instanceof WarehouseError) return cause
  const code = clickHouseCodeOf(cause) ?? ''
  const message = messageOf(cause)
  const reason = message.split('\n')[0] ?? message
  const because = { cause }
  if (noRoom.has(code) || /no space left on device/i.test(message))
    return new Refusal('disk-full', { warehouse, reason }, because)
  if (noMemory.has(code)) return new Refusal('out-of-memory', { warehouse, reason }, because)
  if (limits.has(code))
    return new Refusal('warehouse-limit', { warehouse, reason: sentenceOf(reason) }, because)
  if (readOnly.has(code)) return new Refusal('warehouse-read-only', { warehouse, reason }, because)
  if (denied.has(code)) return new Refusal('warehouse-privilege', { warehouse, reason }, because)
  if (damaged.has(code)) return new Refusal('warehouse-damaged', { warehouse, reason }, because)
  if (lost.test(code) || /socket hang up|aborted by the server/i.test(message))
    return new Refusal('connection-lost', { warehouse, reason }, because)
  return new WarehouseError(
    warehouse,
    { sql, over: ofData.has(code) ? 'data' : 'statement', reason: sentenceOf(reason) },
    cause,
  )
}

/** Without the number, and without what stands behind the sentence: where it ran, and the server's version. */
function sentenceOf(text: string): string {
  const said = text
    .replace(/^(?:[^]*?DB::Exception: )/, '')
    .replace(/: (?:while|in scope|in query)\b[^]*$/i, '')
  return `${said.replace(/\s*\([A-Z_]+\).*$/, '').replace(/[.]?\s*$/, '')}.`
}

/** Why the server does not take us, by the system's or the server's code. */
export function unreachableWhy(cause: unknown): UnreachableWhy | undefined {
  const code = clickHouseCodeOf(cause) ?? ''
  if (code === '516' || code === '192' || code === '193' || code === '194') return 'login'
  if (code === '81') return 'database'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'host'
  if (code === 'ECONNREFUSED') return 'refused'
  return code === 'ETIMEDOUT' || /timeout/i.test(messageOf(cause)) ? 'timeout' : undefined
}
