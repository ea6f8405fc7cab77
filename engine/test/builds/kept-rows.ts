import { exportTables } from '../../src/cli/export-tables.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'

/** Everything that is kept, by keys and names in place of numbers, each table's rows in one order. */
export function keptRows(
  warehouse: Warehouse,
  loaded: LoadedProject,
): Promise<Readonly<Record<string, readonly string[]>>> {
  return warehouse.read(async (session) => {
    const found: Record<string, readonly string[]> = {}
    for (const table of exportTables(loaded)) {
      const rows = await session.query(table.query)
      found[table.name] = rows
        .map((row) =>
          JSON.stringify(Object.values(row), (_key, each: unknown) =>
            typeof each === 'bigint' ? String(each) : each,
          ),
        )
        .sort()
    }
    return found
  })
}
