import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { firstDaysTable, memberDaysTable } from '../../../engine/src/activities/activity-tables.js'
import { runBuild } from '../../../engine/src/builds/run-build.js'
import { amountTable } from '../../../engine/src/measures/amount-table.js'
import { sumTable } from '../../../engine/src/measures/sum-table.js'
import type { LoadedProject } from '../../../engine/src/project/loaded-project.js'
import { verify } from '../../../engine/src/queries/verify/verify.js'
import { sourceTable } from '../../../engine/src/sources/source-table.js'
import { raw } from '../../../engine/src/sql/sql.js'
import type { StoredTable } from '../../../engine/src/sql/stored-table.js'
import type { Warehouse } from '../../../engine/src/warehouses/warehouse.js'
import { warehouses } from '../../../engine/test/servers/warehouses.js'
import { leapYearData, projectOver } from './given.js'

const servers = warehouses.filter(({ name }) => name !== 'pglite' && name !== 'duckdb-memory')

/** Tables to take rows from, and the tests that must notice. */
function tampered({
  layout,
  written,
}: LoadedProject): Readonly<Record<string, readonly [StoredTable, string, string]>> {
  const [deposits] = layout.activities
  const [amounts] = layout.amounts
  const ledger = layout.sums.find(({ of }) => of.name === 'blue_whale_myr')
  const [source] = layout.sources
  if (!deposits || !amounts || !ledger || !source) throw new Error('the project keeps less than it did')
  return {
    "a member's first day": [firstDaysTable(deposits, 'account'), 'member < 3', 'active = new + existing'],
    'member-days': [
      memberDaysTable(deposits, 'person'),
      'member = 5',
      "what is kept = what the sources' rows give",
    ],
    'daily sums': [
      sumTable(ledger.of, ledger.columns, written),
      "day = DATE '2024-02-29'",
      "what is kept = what the sources' rows give",
    ],
    'amounts by member': [
      amountTable(amounts, written),
      'member = 7',
      "what is kept = what the sources' rows give",
    ],
    'rows of the ledger itself': [
      sourceTable(source),
      "line = 'STMY' AND deposit_cases > 0",
      "what is kept = what the sources' rows give",
    ],
  }
}

let data: string
beforeAll(async () => {
  data = await leapYearData(0.001)
})
afterAll(() => {
  rmSync(data, { recursive: true })
})

for (const server of servers) {
  describe.skipIf(server.skip)(`verify on ${server.title}`, () => {
    let warehouse: Warehouse
    let loaded: LoadedProject
    beforeAll(async () => {
      warehouse = await server.open()
      loaded = projectOver(data)
      await runBuild({ loaded, warehouse })
    })
    afterAll(() => warehouse.close())

    it('finds nothing wrong with what was built, and says what it compared', async () => {
      const { checks, passed, data: days } = await verify({ loaded, warehouse })
      expect(checks.flatMap(({ failures }) => failures)).toEqual([])
      expect(passed).toBe(true)
      expect(days).toEqual({ from: '2023-01-01', to: '2025-02-28' })
      expect(checks.filter(({ compared }) => compared === 0)).toEqual([])
      expect(new Set(checks.map(({ holds }) => holds))).toEqual(
        new Set([
          'active = new + retained + reactivated',
          'active = new + existing',
          'previous active = stayed + churned',
          "previous active = the period before's active",
          'largest part ≤ total ≤ sum of parts',
          'rollups = member-days',
          'total of a sum = sum of its parts',
          'sum of a year = sum of its months',
          "what is kept = what the sources' rows give",
        ]),
      )
    })

    it.each([
      "a member's first day",
      'member-days',
      'daily sums',
      'amounts by member',
      'rows of the ledger itself',
    ])('notices that rows are missing: %s', async (what) => {
      const [table, condition, noticedBy] = tampered(loaded)[what] ?? []
      if (!table || condition === undefined) throw new Error(`nothing to take from ${what}`)
      await warehouse.write((session) => session.remove(table, raw(condition)))
      const { checks, passed } = await verify({ loaded, warehouse })
      expect(passed).toBe(false)
      const failing = checks.filter(({ failures }) => failures.length > 0).map(({ holds }) => holds)
      expect(failing).toContain(noticedBy)
      await runBuild({ loaded, warehouse, full: true })
    })
  })
}
