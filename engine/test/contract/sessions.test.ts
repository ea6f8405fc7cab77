import { expect } from 'vitest'
import { raw, sql, stored, value } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import type { ReadSession, Warehouse } from '../../src/warehouses/warehouse.js'
import { contractWarehouses } from '../servers/warehouses.js'
import { onEveryWarehouse } from './on-every-warehouse.js'

function table(name: string): StoredTable {
  return { name, columns: [{ name: 'n', type: 'integer', nullable: false }], order: ['n'] }
}

function numbers(...given: readonly number[]) {
  return raw(given.map((n) => `SELECT ${n} AS n`).join(' UNION ALL '))
}

async function make(warehouse: Warehouse, made: StoredTable, ...given: readonly number[]): Promise<void> {
  await warehouse.write(async (session) => {
    await session.create(made)
    await session.insert(made, numbers(...given))
  })
}

async function seenIn(session: ReadSession, seen: StoredTable): Promise<readonly number[] | undefined> {
  if (!(await session.has(seen))) return undefined
  const rows = await session.query(sql`SELECT n FROM ${stored(seen)} ORDER BY n`)
  return rows.map((row) => Number(row['n']))
}

function seen(warehouse: Warehouse, made: StoredTable): Promise<readonly number[] | undefined> {
  return warehouse.read((session) => seenIn(session, made))
}

function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = (): void => undefined
  const given = new Promise<void>((resolve) => {
    give = resolve
  })
  return { given, give }
}

onEveryWarehouse((it) => {
  it('has no table before it is made', async (warehouse) => {
    expect(await seen(warehouse, table('nothing'))).toBeUndefined()
  })

  it('makes a table that every later session has', async (warehouse) => {
    await make(warehouse, table('made'), 3, 1, 2)
    expect(await seen(warehouse, table('made'))).toEqual([1, 2, 3])
  })

  it('gives the contents of a table, and of one that was never made nothing, after which it reads on', async (warehouse) => {
    await make(warehouse, table('held'), 2, 1)
    await warehouse.write(async (session) => {
      expect(await session.contents(table('never made'))).toBeUndefined()
      expect(await session.contents(table('held'))).toHaveLength(2)
      await session.insert(table('held'), numbers(3))
      const rows = (await session.contents(table('held'))) ?? []
      expect(rows.map((row) => Number(row['n'])).toSorted()).toEqual([1, 2, 3])
      await session.create(table('held'))
      expect(await session.contents(table('held'))).toEqual([])
    })
    expect(await seen(warehouse, table('held'))).toEqual([])
  })

  it('makes a table anew, empty, in place of one that exists, also with other columns', async (warehouse) => {
    await make(warehouse, table('anew'), 1)
    const other: StoredTable = {
      ...table('anew'),
      columns: [{ name: 't', type: 'text', nullable: true }],
      order: [],
    }
    await warehouse.write((session) => session.create(other))
    const rows = await warehouse.read((session) => session.query(sql`SELECT t FROM ${stored(other)}`))
    expect(rows).toEqual([])
  })

  it('inserts into a table that an earlier session made', async (warehouse) => {
    await make(warehouse, table('grows'), 1)
    await warehouse.write((session) => session.insert(table('grows'), numbers(2, 3)))
    await warehouse.write((session) => session.load(table('grows'), numbers(4)))
    expect(await seen(warehouse, table('grows'))).toEqual([1, 2, 3, 4])
  })

  it('inserts what a query reads from the table itself', async (warehouse) => {
    await make(warehouse, table('doubles'), 1, 2)
    await warehouse.write((session) =>
      session.insert(table('doubles'), sql`SELECT n + 10 AS n FROM ${stored(table('doubles'))}`),
    )
    expect(await seen(warehouse, table('doubles'))).toEqual([1, 2, 11, 12])
  })

  it('removes the rows for which a condition holds, also from a table of an earlier session', async (warehouse) => {
    await make(warehouse, table('shrinks'), 1, 2, 3, 4)
    await warehouse.write((session) =>
      session.remove(table('shrinks'), sql`n BETWEEN ${value(2, 'integer')} AND ${value(3, 'integer')}`),
    )
    expect(await seen(warehouse, table('shrinks'))).toEqual([1, 4])
  })

  it('drops a table, and one that does not exist', async (warehouse) => {
    await make(warehouse, table('dropped'), 1)
    await warehouse.write(async (session) => {
      await session.drop(table('dropped'))
      await session.drop(table('never there'))
      expect(await session.has(table('dropped'))).toBe(false)
    })
    expect(await seen(warehouse, table('dropped'))).toBeUndefined()
  })

  it('reads its own writes', async (warehouse) => {
    await make(warehouse, table('own'), 1)
    await warehouse.write(async (session) => {
      await session.insert(table('own'), numbers(2))
      expect(await seenIn(session, table('own'))).toEqual([1, 2])
      await session.remove(table('own'), sql`n = 1`)
      expect(await seenIn(session, table('own'))).toEqual([2])
      await session.create(table('own'))
      expect(await seenIn(session, table('own'))).toEqual([])
    })
  })

  it('leaves every table as it was when a write fails midway', async (warehouse) => {
    await make(warehouse, table('first'), 1)
    await make(warehouse, table('second'), 2)
    const writing = warehouse.write(async (session) => {
      await session.insert(table('first'), numbers(10))
      await session.remove(table('second'), sql`n = 2`)
      await session.create(table('third'))
      await session.insert(table('third'), numbers(30))
      await session.insert(table('second'), sql`SELECT no_such_column FROM ${stored(table('first'))}`)
    })
    await expect(writing).rejects.toThrow()
    expect(await seen(warehouse, table('first'))).toEqual([1])
    expect(await seen(warehouse, table('second'))).toEqual([2])
    expect(await seen(warehouse, table('third'))).toBeUndefined()
  })

  it('leaves every table as it was when the work throws, and throws the same', async (warehouse) => {
    await make(warehouse, table('kept'), 1)
    const thrown = new Error('enough')
    const writing = warehouse.write(async (session) => {
      await session.insert(table('kept'), numbers(2))
      await session.drop(table('kept'))
      throw thrown
    })
    await expect(writing).rejects.toBe(thrown)
    expect(await seen(warehouse, table('kept'))).toEqual([1])
  })

  it('writes on after a failure', async (warehouse) => {
    await expect(warehouse.write(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    await make(warehouse, table('after'), 1)
    expect(await seen(warehouse, table('after'))).toEqual([1])
  })

  it('shows a reader one state throughout, while writers change, make anew and drop', async (warehouse) => {
    await make(warehouse, table('changed'), 1)
    await make(warehouse, table('renewed'), 2)
    await make(warehouse, table('gone'), 3)
    await warehouse.read(async (session) => {
      const before = async () => [
        await seenIn(session, table('changed')),
        await seenIn(session, table('renewed')),
        await seenIn(session, table('gone')),
        await session.has(table('later')),
      ]
      expect(await before()).toEqual([[1], [2], [3], false])
      await warehouse.write(async (writer) => {
        await writer.insert(table('changed'), numbers(10))
        await writer.create(table('renewed'))
        await writer.drop(table('gone'))
        await writer.create(table('later'))
      })
      expect(await before()).toEqual([[1], [2], [3], false])
      await make(warehouse, table('later'), 1)
      await make(warehouse, table('later'), 2)
      await make(warehouse, table('changed'), 11)
      expect(await before()).toEqual([[1], [2], [3], false])
    })
    expect(await seen(warehouse, table('changed'))).toEqual([11])
    expect(await seen(warehouse, table('renewed'))).toEqual([])
    expect(await seen(warehouse, table('gone'))).toBeUndefined()
  })

  it('shows nothing of a write before it has ended', async (warehouse) => {
    await make(warehouse, table('slow'), 1)
    const [written, looked] = [signal(), signal()]
    const writing = warehouse.write(async (session) => {
      await session.insert(table('slow'), numbers(2))
      written.give()
      await looked.given
    })
    await written.given
    expect(await seen(warehouse, table('slow'))).toEqual([1])
    looked.give()
    await writing
    expect(await seen(warehouse, table('slow'))).toEqual([1, 2])
  })

  it('lets writers take turns', async (warehouse) => {
    await make(warehouse, table('counter'), 0)
    const addOne = () =>
      warehouse.write(async (session) => {
        const now = (await seenIn(session, table('counter'))) ?? []
        await session.insert(table('counter'), numbers(now.length))
      })
    await Promise.all([addOne(), addOne(), addOne(), addOne()])
    expect(await seen(warehouse, table('counter'))).toEqual([0, 1, 2, 3, 4])
  })

  it('keeps tables apart whose names are long, alike or strange', async (warehouse) => {
    const long = 'a_table_of_a_very_long_name_that_goes_on_and_on_and_on_and_on_until_it_is_cut'
    const names = [`${long}_1`, `${long}_2`, 'of; "quotes" \'both\' `ways`', 'of\\slash', 'größe 💥']
    for (const [n, given] of names.entries()) await make(warehouse, table(given), n)
    for (const [n, given] of names.entries()) expect(await seen(warehouse, table(given))).toEqual([n])
  })
}, contractWarehouses)
