import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'
import { change, given, ReshapedProject, type Change, type Given } from './reshaped.js'

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 1,
  'duckdb-memory': 5,
  pglite: 1,
  postgres: 2,
  chdb: 1,
}

/** How many courses are drawn on each warehouse, where another number is asked for. */
const asked = Number(process.env['DAYMARK_EDITS'] ?? 0)

/** A change; what is built after it, and whether that is compared with a full build at once. */
interface Step {
  readonly change: Change
  readonly builds: 'all' | 'a model' | 'nothing'
  readonly isCompared: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  change,
  builds: fc.constantFrom('all', 'all', 'all', 'all', 'a model', 'nothing'),
  isCompared: fc.nat({ max: 3 }).map((drawn) => drawn === 0),
})

for (const server of warehouses) {
  describe.skipIf(server.skip)(`builds on ${server.title}`, () => {
    it(
      'equal full ones, or are refused as those are, after any change of files, table and declarations',
      { timeout: 300_000 + asked * 60_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(given, fc.array(step, { minLength: 2, maxLength: 7 }), async (first, steps) => {
            const warehouse = await server.open()
            try {
              await reshapedAndBuilt(warehouse, first, steps)
            } finally {
              await warehouse.close()
            }
          }),
          // Where many are asked for, the first that fails is given as it was drawn: to make it smaller takes hours.
          asked > 0 ? { numRuns: asked, endOnFailure: true } : { numRuns: runs[server.name] },
        )
      },
    )
  })
}

async function reshapedAndBuilt(warehouse: Warehouse, first: Given, steps: readonly Step[]): Promise<void> {
  const project = new ReshapedProject(warehouse)
  try {
    let now = first
    await project.write(now)
    expect(await project.build()).toBeUndefined()
    for (const [round, { change: edit, builds, isCompared }] of steps.entries()) {
      now = edit({ ...now, touched: [] }, round)
      await project.write(now)
      if (builds === 'a model') await project.build({ select: ['busy'] })
      const isLast = round === steps.length - 1
      if (builds === 'all' || isLast) await isAsFull(project, isCompared || isLast)
    }
  } finally {
    project.remove()
  }
}

/** A build that is refused leaves everything as it was, so that a full one can follow at once. */
async function isAsFull(project: ReshapedProject, isCompared: boolean): Promise<void> {
  const refused = await project.build()
  if (refused === undefined && !isCompared) return
  const incremental = refused === undefined ? await project.kept() : undefined
  expect(await project.build({ full: true })).toBe(refused)
  if (incremental !== undefined) expect(incremental).toEqual(await project.kept())
}
