import { relative } from 'node:path'
import { isRefusal, type Place, type Refusals } from '../errors.js'
import { withoutSecrets } from '../warehouses/address.js'
import { coloursFor } from './colours.js'
import type { Io } from './io.js'

/** Refusals of what the data hold: a check that failed, where all others are wrong use. */
const failedChecks: ReadonlySet<keyof Refusals> = new Set([
  'contract-broken',
  'file-empty',
  'source-without-rows',
  'file-malformed',
  'file-cut-off',
  'file-not-utf8',
  'file-changed',
  'remote-file',
  'missing-column',
  'ambiguous-column',
  'extra-columns',
  'column-type',
  'no-such-path',
  'plan-number',
  'expression-failed',
  'sum-overflow',
  'source-unreadable',
  'data-refused',
] as const)

/**
 * Tells the user what was thrown and gives the exit code: 1 for a failed check, 2 for wrong use. What is no
 * refusal is our bug, and exits with 1.
 */
export async function reportError(thrown: unknown, io: Io, asJson: boolean): Promise<1 | 2> {
  if (!isRefusal(thrown)) {
    await reportBug(thrown, io)
    return 1
  }
  const { code, message, fix, facts, where } = thrown
  const { red, bold } = coloursFor(io.stderr, io.env)
  await io.stderr.write(
    asJson
      ? `${JSON.stringify({ error: { code, says: message, fix, facts, ...(where && { where }) } }, null, 2)}\n`
      : `${where === undefined ? '' : `${bold(placeFrom(io.cwd, where))} `}${red(bold('error'))} ${code}: ${message}\n${bold('fix:')} ${fix}\n`,
  )
  return failedChecks.has(code) ? 1 : 2
}

/** A place as it is short to say from a folder: `daymark.config.ts:12:3`. */
export function placeFrom(folder: string, { file, line, column }: Place): string {
  const path = relative(folder, file)
  return `${path.startsWith('..') ? file : path}:${line}:${column}`
}

async function reportBug(thrown: unknown, { stderr, env }: Io): Promise<void> {
  const { red, bold } = coloursFor(stderr, env)
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  await stderr.write(`${red(bold('error'))}: This is a bug in Daymark: ${withoutSecrets(error.message)}\n`)
  const isDebugging = (env['DAYMARK_DEBUG'] ?? '') !== ''
  await stderr.write(
    isDebugging
      ? withoutSecrets(
          `${error.stack ?? ''}\n${error.cause instanceof Error ? `cause: ${error.cause.stack ?? ''}\n` : ''}`,
        )
      : `${bold('fix:')} Run it again with DAYMARK_DEBUG=1 and report what it prints.\n`,
  )
}
