import { execFileSync } from 'node:child_process'
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSocketServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { isRefusal } from '../../src/errors.js'
import { sql, value } from '../../src/sql/sql.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

const root = mkdtempSync(join(tmpdir(), 'daymark-broken-'))
const open = (address: string) => openWarehouse(address, { directory: root })

afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})

async function codeOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'nothing'
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown.code
    throw thrown
  }
}

const table = { name: 'kept', columns: [{ name: 'n', type: 'integer', nullable: false }], order: [] } as const

async function fill(warehouse: Warehouse, rows: number): Promise<void> {
  await warehouse.write(async (session) => {
    await session.create(table)
    await session.insert(
      table,
      sql`SELECT CAST(hash(range) >> 2 AS BIGINT) FROM range(CAST(${value(rows, 'integer')} AS BIGINT))`,
    )
  })
}

describe('A DuckDB file', () => {
  let file: string
  let number = 0

  beforeEach(async () => {
    file = join(root, `w${String((number += 1))}.duckdb`)
    const warehouse = await open(`duckdb:${file}`)
    await fill(warehouse, 1000)
    await warehouse.close()
  })

  const damaged = (damage: (handle: number, bytes: number) => unknown) => {
    const handle = openSync(file, 'r+')
    damage(handle, statSync(file).size)
    closeSync(handle)
    return codeOf(() => open(`duckdb:${file}`))
  }

  it('that is cut off, or holds other bytes, is damaged', async () => {
    expect(
      await damaged((handle) => {
        ftruncateSync(handle, 20_000)
      }),
    ).toBe('warehouse-damaged')
    expect(
      await damaged((handle) => {
        writeSync(handle, Buffer.alloc(9000, 7), 0, 9000, 60)
      }),
    ).toBe('warehouse-damaged')
  })

  it.each(['hello\n', 'a,b,c\n'.repeat(5000), '{"a": 1}\n'])(
    'that holds something else (%#) is no database',
    async (text) => {
      writeFileSync(file, text)
      expect(await codeOf(() => open(`duckdb:${file}`))).toBe('not-a-database')
    },
  )

  it('that a newer DuckDB wrote is not read, and says so', async () => {
    // The header: a checksum of the rest, DUCK, the version. The checksum is DuckDB's own.
    const bytes = readFileSync(file).subarray(0, 4096)
    bytes.writeBigUInt64LE(999n, 12)
    let checksum = 5381n
    for (let at = 8; at < 4096; at += 8)
      checksum ^= BigInt.asUintN(64, bytes.readBigUInt64LE(at) * 0xbf58476d1ce4e5b9n)
    bytes.writeBigUInt64LE(checksum, 0)
    expect(await damaged((handle) => writeSync(handle, bytes, 0, 4096, 0))).toBe('newer-database')
  })

  it('is not in a folder that is a file, and is no folder', async () => {
    expect(await codeOf(() => open(`duckdb:${file}/w.duckdb`))).toBe('not-a-database')
    expect(await codeOf(() => open(`duckdb:${root}`))).toBe('not-a-database')
  })
})

const mounts = (() => {
  try {
    const trial = join(root, 'trial')
    mkdirSync(trial)
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', trial], { stdio: 'ignore' })
    execFileSync('umount', [trial])
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!mounts)('A place on disk (skipped where nothing can be mounted)', () => {
  const mounted = async (
    options: string,
    work: (folder: string, again: (options: string) => void) => Promise<void>,
  ) => {
    const folder = mkdtempSync(join(root, 'mount-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder])
    try {
      await work(folder, (changed) => execFileSync('mount', ['-o', changed, folder]))
    } finally {
      execFileSync('umount', ['-l', folder])
    }
  }

  it('that is full says so', () =>
    mounted('size=3m', async (folder) => {
      const warehouse = await open(`duckdb:${folder}/w.duckdb`)
      expect(await codeOf(() => fill(warehouse, 4_000_000))).toBe('disk-full')
      await warehouse.close()
    }))

  it('that can only be read is read, and not written', () =>
    mounted('size=30m', async (folder, again) => {
      const address = `duckdb:${folder}/w.duckdb`
      const before = await open(address)
      await fill(before, 10)
      await before.close()
      again('remount,ro')
      const warehouse = await open(address)
      const rows = await warehouse.read((session) => session.contents(table))
      expect(rows).toHaveLength(10)
      expect(await codeOf(() => fill(warehouse, 1))).toBe('warehouse-read-only')
      await warehouse.close()
      expect(await codeOf(() => open(`duckdb:${folder}/other.duckdb`))).toBe('warehouse-read-only')
      expect(await codeOf(() => open(`duckdb:${folder}/deeper/other.duckdb`))).toBe('warehouse-not-permitted')
    }))
})

const postgresUrl = inject('postgresUrl')

describe.skipIf(postgresUrl === undefined)('A PostgreSQL server', () => {
  const postgres = warehouses.find(({ name }) => name === 'postgres')

  it('that ends a connection in the midst of a statement is told as that', async () => {
    const warehouse = await postgres?.open()
    if (warehouse === undefined) throw new Error('There is no server.')
    const ended = codeOf(() =>
      warehouse.read(async (session) => {
        const [row] = await session.query(sql`SELECT pg_backend_pid() AS pid`)
        const other = new Client({ connectionString: postgresUrl })
        await other.connect()
        const sleeping = session.query(sql`SELECT 1 FROM pg_sleep(20)`)
        const ending = other
          .query('SELECT pg_terminate_backend($1)', [Number(row?.['pid'])])
          .then(() => other.end())
        await Promise.all([sleeping, ending])
      }),
    )
    expect(await ended).toBe('connection-lost')
    // The next session has a connection of its own.
    expect(await warehouse.read((session) => session.query(sql`SELECT 1 AS n`))).toHaveLength(1)
    await warehouse.close()
  })

  it('that ends a statement at a time limit is told as that', async () => {
    const url = new URL(postgresUrl ?? '')
    url.searchParams.set('options', '-c statement_timeout=200')
    const warehouse = await open(url.href)
    const slow = () => warehouse.read((session) => session.query(sql`SELECT 1 FROM pg_sleep(20)`))
    expect(await codeOf(slow)).toBe('warehouse-limit')
    expect(await warehouse.read((session) => session.query(sql`SELECT 1 AS n`))).toHaveLength(1)
    await warehouse.close()
  })

  it.each([
    ['an unknown database', (url: URL) => new URL('/nowhere', url).href, 'database'],
    ['an unknown host', (url: URL) => `postgres://${url.username}@no-such-host.invalid/postgres`, 'host'],
    [
      'a port where nobody listens',
      (url: URL) => `postgres://${url.username}@127.0.0.1:9/postgres`,
      'refused',
    ],
    ['an unknown user', (url: URL) => `postgres://nobody_here@${url.host}/postgres`, 'login'],
  ])('is not found at %s', async (_what, addressOf, why) => {
    const thrown = await open(addressOf(new URL(postgresUrl ?? ''))).catch((refusal: unknown) => refusal)
    expect(thrown).toMatchObject({ code: 'warehouse-unreachable', facts: { why } })
  })
})

/** A server that refuses every password, as PostgreSQL's protocol has it: a message of fields, each ended by a zero. */
async function refusingPasswords<T>(work: (port: number) => Promise<T>): Promise<T> {
  const fields = ['SFATAL', 'VFATAL', 'C28P01', 'Mpassword authentication failed for user "ann"', '']
  const content = Buffer.from(fields.map((field) => `${field}\0`).join(''))
  const length = Buffer.alloc(5, 'E')
  length.writeInt32BE(content.length + 4, 1)
  const server = createSocketServer((socket) => {
    socket.on('data', () => socket.end(Buffer.concat([length, content])))
    socket.on('error', () => undefined)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    return await work((server.address() as AddressInfo).port)
  } finally {
    server.close()
  }
}

it('PostgreSQL that refuses a password is told as that, without the password', () =>
  refusingPasswords(async (port) => {
    const address = `postgres://ann:hunter2@127.0.0.1:${String(port)}/shop`
    const thrown = await open(address).catch((refusal: unknown) => refusal)
    expect(thrown).toMatchObject({ code: 'warehouse-unreachable', facts: { why: 'login' } })
    expect(JSON.stringify(thrown) + String(thrown)).not.toContain('hunter2')
  }))

/** A server that answers each request alike, as ClickHouse's HTTP interface answers what it refuses. */
async function answering<T>(answer: RequestListener, work: (port: number) => Promise<T>): Promise<T> {
  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    return await work((server.address() as AddressInfo).port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const refusing =
  (status: number, code: number, says: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'X-ClickHouse-Exception-Code': String(code) })
    response.end(`Code: ${String(code)}. DB::Exception: ${says} (version 24.8.4.13)\n`)
  }

describe('A ClickHouse server', () => {
  it.each<[string, RequestListener, string | undefined]>([
    [
      'a password that is wrong',
      refusing(403, 516, 'ann: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)'),
      'login',
    ],
    [
      'a database that is unknown',
      refusing(404, 81, 'Database shop does not exist. (UNKNOWN_DATABASE)'),
      'database',
    ],
    ['a connection that is cut', (request) => void request.socket.destroy(), undefined],
    ['a server of something else', (_request, response) => response.writeHead(404).end('<html>'), undefined],
  ])('is not reached over %s', (_what, answer, why) =>
    answering(answer, async (port) => {
      const address = `clickhouse://ann:hunter2@127.0.0.1:${String(port)}/shop`
      const thrown = await open(address).catch((refusal: unknown) => refusal)
      expect(thrown).toMatchObject({ code: 'warehouse-unreachable', facts: { why } })
      expect(String(thrown)).not.toContain('hunter2')
    }),
  )
})

describe.each(warehouses.filter(({ name }) => name === 'chdb'))('$title', (server) => {
  it.skipIf(server.skip !== undefined)('gives the next statement nothing of one that failed', async () => {
    const warehouse = await server.open()
    await warehouse.read(async (session) => {
      const failing = () =>
        session.query(sql`SELECT throwIf(number = 3) AS f FROM numbers(10)`).catch(() => 'failed')
      const asking = () => session.query(sql`SELECT 7 AS n, 'x' AS t`)
      const [first, second, third] = await Promise.all([failing(), asking(), asking()])
      expect(first).toBe('failed')
      expect([second, third, await asking()]).toEqual(Array.from({ length: 3 }, () => [{ n: 7n, t: 'x' }]))
    })
    await warehouse.close()
  })
})
