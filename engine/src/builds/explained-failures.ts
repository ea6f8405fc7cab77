import type { LoadedProject } from '../project/loaded-project.js'
import type { Warehouse } from '../warehouses/warehouse.js'
import { dataRefusal, isOfData } from './data-failure.js'

/**
 * A warehouse whose sessions end, where a statement fails over the user's data, with a refusal that names the expression and
 * the row. Looking for them takes time only after a failure.
 *
 * @example
 * const warehouse = explainingFailures(await openWarehouse(address, opening), loaded)
 */
export function explainingFailures(warehouse: Warehouse, loaded: LoadedProject): Warehouse {
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw isOfData(thrown) ? await dataRefusal(thrown, { loaded, warehouse }) : thrown
    }
  }
  return {
    title: warehouse.title,
    dialect: warehouse.dialect,
    ownFile: warehouse.ownFile,
    read: (work, options) => explained(() => warehouse.read(work, options)),
    write: (work, options) => explained(() => warehouse.write(work, options)),
    files: () => warehouse.files(),
    execute: (statement) => warehouse.execute(statement),
    outline: (table) => warehouse.outline(table),
    close: () => warehouse.close(),
  }
}
