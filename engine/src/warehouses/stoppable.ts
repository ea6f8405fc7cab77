import type { Warehouse } from './warehouse.js'

/** A warehouse whose every session a signal stops. */
export function stoppable(warehouse: Warehouse, signal: AbortSignal): Warehouse {
  return {
    title: warehouse.title,
    dialect: warehouse.dialect,
    ownFile: warehouse.ownFile,
    read: (work, options) => warehouse.read(work, { ...options, signal }),
    write: (work) => warehouse.write(work, { signal }),
    files: () => warehouse.files(),
    execute: (statement) => warehouse.execute(statement),
    outline: (table) => warehouse.outline(table),
    close: () => warehouse.close(),
  }
}
