import { afterAll, beforeAll, describe } from 'vitest'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { type TestServer, warehouses } from '../servers/warehouses.js'
import { contractCase } from './contract-case.js'

/** Names a case and what it does with an empty warehouse, which the cases of one suite share. */
export type Cases = (it: (name: string, run: (warehouse: Warehouse) => Promise<void>) => void) => void

/**
 * Runs the cases on every warehouse that is there, or on the servers given.
 *
 * @example
 * onEveryWarehouse((it) => {
 *   it('has no table at first', async (warehouse) => { … })
 * })
 */
export function onEveryWarehouse(cases: Cases, servers: readonly TestServer[] = warehouses): void {
  for (const server of servers)
    describe.skipIf(server.skip !== undefined)(server.title, () => {
      let warehouse: Warehouse
      beforeAll(async () => {
        warehouse = await server.open()
      })
      afterAll(() => warehouse.close())
      cases((name, run) => {
        contractCase(server, name, () => run(warehouse))
      })
    })
}
