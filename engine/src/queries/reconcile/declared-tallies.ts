import { keptThings } from '../../builds/kept-things.js'
import { readLedger } from '../../builds/ledger.js'
import { periodsIn } from '../../calendar/period.js'
import { intersection, type Range } from '../../calendar/range.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import type { Reference } from '../../project/reference.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import type { AnswerRow } from '../answer.js'
import { askIn, type Asking } from '../ask.js'
import { builtEntries } from '../needed-things.js'
import type { ComparedDays } from './reference-tallies.js'
import { keyText, type Tallies, type Tally } from './tally.js'

/**
 * What the declared metrics say, day by day, in the shape of a reference's rows: a row for each combination of
 * dimension values that the data have that day. Rows in which every value is 0 are left out.
 *
 * @throws Refusal `not-built`
 */
export async function declaredTallies(
  session: ReadSession,
  { declared, days }: { declared: Reference; days: ComparedDays },
  asking: Omit<Asking, 'warehouse'>,
): Promise<Tallies> {
  const tallies = new Map<string, Tally>()
  const data = await builtDays(session, asking.loaded)
  const range = data && intersection({ from: days.from ?? data.from, to: days.to }, data)
  if (range === undefined) return tallies
  const by = Object.values(declared.dimensions ?? {})
  const metrics = Object.values(declared.values)
  // A year at a time, so that no answer is larger than it has to be.
  for (const { clipped } of periodsIn(range, 'year', asking.loaded.project.calendar)) {
    const question = { metrics, by, ...clipped, grain: 'day' as const }
    for (const row of (await askIn(session, question, asking)).rows) {
      const values = metrics.map((metric) => row.values[metric]?.value ?? null)
      if (!row.inData || values.every((value) => value === '0')) continue
      tallies.set(keyText(keyIn(row, by)), {
        rows: 1,
        amounts: values.map((value) => value ?? '0'),
        nulls: values.map((value) => Number(value === null)),
      })
    }
  }
  return tallies
}

function keyIn({ range, dimensions }: AnswerRow, by: readonly string[]) {
  return { day: range.from, dimensions: by.map((dimension) => dimensions[dimension] ?? null) }
}

/** The first and the last day of what is kept; undefined where nothing is. */
async function builtDays(session: ReadSession, loaded: LoadedProject): Promise<Range | undefined> {
  const entries = builtEntries(keptThings(loaded.layout), loaded, await readLedger(session))
  const [from] = entries.flatMap(({ firstDay }) => firstDay ?? []).toSorted()
  const to = entries
    .flatMap(({ lastDay }) => lastDay ?? [])
    .toSorted()
    .at(-1)
  return from === undefined || to === undefined ? undefined : { from, to }
}
