import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
// Threads read what was compiled.
import { SetThreads } from '../../dist/rollups/set-threads.js'
import { affectedNodes } from '../../src/rollups/affected-nodes.js'
import { CalendarNodes } from '../../src/rollups/calendar-nodes.js'
import { makeSets, type RolledCell, type YearMembers } from '../../src/rollups/make-sets.js'
import { activeIn, isFirst } from '../../src/rollups/node-members.js'
import { placedRows } from '../../src/rollups/placed-rows.js'
import { stepsOf } from '../../src/rollups/year-steps.js'

const days = ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-04']
const places = [0, 1, 2, 5]

/** Two cells, and one over both. */
const cells: readonly RolledCell[] = [
  { key: '', number: 2, parts: [0, 1], isFinest: false },
  { key: 'a', number: 0, parts: [0], isFinest: true },
  { key: 'b', number: 1, parts: [1], isFinest: true },
]

const row = fc.record({
  day: fc.constantFrom(...places),
  cell: fc.constantFrom(0, 1),
  member: fc.oneof(fc.nat(40), fc.integer({ min: 65530, max: 65545 })),
  combination: fc.constantFrom(0, 1),
  isNew: fc.boolean(),
})

interface Row {
  readonly day: number
  readonly cell: number
  readonly member: number
  readonly combination: number
  readonly isNew: boolean
}

/** Rows as they are placed, by slots of so many cells. */
function placed(rows: readonly Row[], cellCount: number, whatOf: (row: Row) => number) {
  const columns = [
    rows.map(({ day, cell }) => day * cellCount + cell),
    rows.map(({ member }) => member),
    rows.map(whatOf),
  ].map((numbers) => Uint32Array.from(numbers)) as [Uint32Array, Uint32Array, Uint32Array]
  async function* batches() {
    yield await Promise.resolve(columns)
  }
  return placedRows(batches(), 6 * cellCount, () => columns)
}

async function yearOf(rows: readonly Row[]): Promise<YearMembers> {
  const nodes = new CalendarNodes({ weekStart: 'monday' })
  const [year] = affectedNodes(days, nodes)
  if (year === undefined) throw new Error('The days lie in a year.')
  return {
    steps: stepsOf(year, nodes),
    firstDay: 19_781,
    slots: { days: 2, firsts: 3 },
    days: await placed(rows, 2, ({ combination }) => activeIn(combination)),
    firsts: await placed(
      rows.filter(({ isNew }) => isNew),
      3,
      () => isFirst,
    ),
    segments: ['1', '2'],
  }
}

const threads = new SetThreads(0)
afterAll(() => threads.end())

it('Threads make the sets that are made here', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 60 }), async (rows) => {
      const year = await yearOf(rows)
      const here = cells.map((cell) => makeSets(year, cell))
      expect(here.flat().length).toBeGreaterThan(0)
      expect(await threads.make(year, cells)).toEqual(here)
    }),
    { numRuns: 50 },
  )
})

it('What fails in a thread fails where it is waited for', async () => {
  const year = { ...(await yearOf([])), steps: undefined } as unknown as YearMembers
  const full = {
    ...year,
    days: await placed([{ day: 0, cell: 0, member: 1, combination: 0, isNew: false }], 2, () => 4),
  }
  await expect(threads.make(full, cells)).rejects.toThrow('iterable')
})
