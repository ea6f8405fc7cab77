import type { z } from '@hono/zod-openapi'
import type { LedgerEntry } from '../builds/ledger.js'
import { Refusal, type RowsLeftOut } from '../errors.js'
import type { Source, SourceOrigin } from '../sources/source.js'
import type { BuildRun } from './build-runs.js'
import type { sourceContract } from './schemas/contract.js'

export type SourceContract = z.input<typeof sourceContract>

/** What is known of sources: what was read of them, and the builds of the server, the latest first. */
interface Known {
  readonly ledger: ReadonlyMap<string, LedgerEntry>
  readonly runs: readonly BuildRun[]
  readonly leftOut: readonly RowsLeftOut[]
}

/**
 * What each source's contract says, and whether its rows kept it when a build last read them. A build that is refused
 * for one source says nothing of the others, of which what was read before still holds.
 */
export function contractsOf(
  sources: readonly Source[],
  { ledger, runs, leftOut }: Known,
): readonly SourceContract[] {
  const last = runs.find(({ state }) => state === 'done' || state === 'failed')
  return sources.map((source): SourceContract => {
    const read = ledger.get(`source ${source.name}`)
    const violations = last?.violations.filter(({ source: of }) => of === source.name) ?? []
    const isBroken = violations.length > 0
    return {
      source: source.name,
      from: fromInWords(source.from),
      columns: source.columns.map(({ name, type, nullable, accepted }) => ({
        name,
        type,
        nullable,
        accepted: accepted === undefined ? null : [...accepted],
      })),
      key: [...source.key],
      latestBy: source.latestBy ?? null,
      rows: read?.rows ?? null,
      readAt: read?.builtAt ?? null,
      state: isBroken ? 'broken' : read === undefined ? 'not-read' : 'kept',
      refusedAt: isBroken ? (last?.endedAt ?? null) : null,
      violations: violations.map((violation) => ({ ...violation, examples: [...violation.examples] })),
      leftOut: leftOut.filter((each) => each.source === source.name).map(said),
    }
  })
}

function said(facts: RowsLeftOut): SourceContract['leftOut'][number] {
  const { source: _source, readBy, examples, ...others } = facts
  return {
    ...others,
    readBy: readBy.map((reader) => ({ ...reader })),
    examples: [...examples],
    says: new Refusal('rows-left-out', facts).message,
  }
}

function fromInWords(from: SourceOrigin): string {
  if ('files' in from) return from.files.join(', ')
  return 'table' in from ? from.table : `model ${from.model}`
}
