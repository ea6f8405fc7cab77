import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planBuild, runBuild } from '../../src/builds/run-build.js'
import type { Warehouse, WriteSession } from '../../src/warehouses/warehouse.js'
import { warehouses, type ServerName } from '../servers/warehouses.js'
import { edit, EditedProject, inputs, type Edit, type Inputs } from './edited.js'

const runs: Readonly<Record<ServerName, number>> = {
  duckdb: 2,
  'duckdb-memory': 4,
  pglite: 1,
  postgres: 1,
  chdb: 1,
}

/** How many courses are drawn on each warehouse, where another number is asked for. */
const asked = Number(process.env['DAYMARK_EDITS'] ?? 0)

for (const server of warehouses) {
  describe.skipIf(server.skip)(`builds on ${server.title}`, () => {
    it(
      'after any edits equal a full build, row for row, also where some of them fail on the way',
      { timeout: 900_000 + asked * 60_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(
            inputs,
            fc.array(fc.tuple(edit, fc.option(fc.nat({ max: 120 }), { freq: 3 })), {
              minLength: 1,
              maxLength: 4,
            }),
            async (given, edits) => {
              const warehouse = await server.open()
              const project = new EditedProject(warehouse)
              try {
                await editedAndBuilt(project, warehouse, { given, edits })
              } finally {
                project.remove()
                await warehouse.close()
              }
            },
          ),
          // Where many are asked for, the first that fails is given as it was drawn: to make it smaller takes hours.
          asked > 0 ? { numRuns: asked, endOnFailure: true } : { numRuns: runs[server.name] },
        )
      },
    )
  })
}

interface Course {
  readonly given: Inputs
  /** Each edit, and after how many statements the build after it fails for the first time; null for not at all. */
  readonly edits: readonly (readonly [Edit, number | null])[]
}

async function editedAndBuilt(
  project: EditedProject,
  warehouse: Warehouse,
  { given, edits }: Course,
): Promise<void> {
  const { loaded } = project
  await project.write(given)
  await runBuild({ loaded, warehouse })
  let now = given
  for (const [round, [change, failsAfter]] of edits.entries()) {
    const next = change(now, round + 2)
    await project.write(next, now)
    now = next
    if (failsAfter !== null) await failing(project, warehouse, failsAfter)
    const planned = await planBuild({ loaded, warehouse })
    const { work } = await runBuild({ loaded, warehouse })
    expect(work.filter(({ does }) => does === 'keep').map(({ thing }) => thing)).toEqual(
      expect.arrayContaining(planned.filter(({ does }) => does === 'keep').map(({ thing }) => thing)),
    )
  }
  const incremental = await project.tables()
  const again = await runBuild({ loaded, warehouse })
  expect(again.work.filter(({ does }) => does === 'build')).toEqual([])
  await runBuild({ loaded, warehouse, full: true })
  expect(incremental).toEqual(await project.tables())
}

/** A build that breaks off leaves everything as it was. */
async function failing(project: EditedProject, warehouse: Warehouse, after: number): Promise<void> {
  const before = await project.tables()
  const broken = new Error('broken off')
  try {
    await runBuild({ loaded: project.loaded, warehouse: breakingOff(warehouse, after, broken) })
  } catch (thrown) {
    expect(thrown).toBe(broken)
    expect(await project.tables()).toEqual(before)
  }
}

/** A warehouse whose next write session changes something so many times and then breaks off. */
function breakingOff(warehouse: Warehouse, after: number, broken: Error): Warehouse {
  let left = after
  const changing = new Set<PropertyKey>(['create', 'insert', 'load', 'remove', 'drop'])
  const counted = (session: WriteSession) =>
    new Proxy(session, {
      get(target, method) {
        const found: unknown = Reflect.get(target, method)
        if (typeof found !== 'function') return found
        return (...args: unknown[]): unknown => {
          if (changing.has(method) && (left -= 1) < 0) throw broken
          return Reflect.apply(found, target, args)
        }
      },
    })
  return new Proxy(warehouse, {
    get(target, method) {
      if (method === 'write')
        return <T>(work: (session: WriteSession) => Promise<T>) =>
          target.write((session) => work(counted(session)))
      const found: unknown = Reflect.get(target, method)
      return typeof found === 'function' ? (found.bind(target) as unknown) : found
    },
  })
}
