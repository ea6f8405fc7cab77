import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { print } from '../../src/sql/print.js'
import { literal, sql, stored, type Sql } from '../../src/sql/sql.js'
import type { StoredTable } from '../../src/sql/stored-table.js'
import { ClusterTables } from '../../src/warehouses/clickhouse/clickhouse-cluster.js'
import { clickHouseDialect } from '../../src/warehouses/clickhouse/clickhouse-dialect.js'
import { inSql } from '../../src/warehouses/clickhouse/clickhouse-tables.js'
import { openWarehouse } from '../../src/warehouses/open-warehouse.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { serversFolder, warehouses } from '../servers/warehouses.js'
import { runCli } from './run-cli.js'
import { tinyShop, type TinyShop } from './tiny-shop.js'

interface Outline {
  readonly statements: readonly { readonly thing: string; readonly table: string; readonly sql: string }[]
}

const days: StoredTable = {
  name: 'days',
  columns: [
    { name: 'day', type: 'date', nullable: false },
    { name: 'member', type: 'member', nullable: false },
  ],
  order: ['day'],
}
const cells: StoredTable = { ...days, name: 'cells', columns: days.columns.slice(0, 1) }

describe.skipIf(warehouses.find(({ name }) => name === 'chdb')?.skip)('build --dry-run on a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-cluster-'))
  let shop: TinyShop
  let parser: Warehouse
  const dryRun = (format: string) =>
    runCli(
      ['build', '--dry-run', '--format', format, '--project', shop.folder, '--warehouse', `chdb:${folder}`],
      {
        cwd: serversFolder,
      },
    )

  beforeAll(async () => {
    shop = tinyShop()
    const config = readFileSync(join(shop.folder, 'daymark.config.ts'), 'utf8')
    shop.write(
      'daymark.config.ts',
      config.replace("name: 'tiny-shop',", "name: 'tiny-shop', cluster: { name: 'main', replicated: true },"),
    )
    parser = await openWarehouse(`chdb:${folder}`, { directory: serversFolder })
  })
  afterAll(async () => {
    await parser.close()
    shop.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  it('prints what would make and fill each table, as JSON', async () => {
    const { stdout, stderr } = await dryRun('json')
    expect(stderr).toBe('')
    const { statements } = JSON.parse(stdout) as Outline
    const of = (wanted: string) =>
      statements.filter(({ table }) => table === wanted).map(({ sql: text }) => text)
    expect(of('days_purchases_customer')).toEqual([
      `CREATE TABLE "daymark"."days_purchases_customer_shard" ON CLUSTER "main" ("day" Date32 NOT NULL, "cell" UInt32 NOT NULL, "member" UInt32 NOT NULL) ENGINE = ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/{table}', '{replica}') ORDER BY tuple("day", "cell", "member") SETTINGS allow_nullable_key = 1, replicated_deduplication_window = 0`,
      `CREATE TABLE "daymark"."days_purchases_customer" ON CLUSTER "main" AS "daymark"."days_purchases_customer_shard" ENGINE = Distributed("main", "daymark", "days_purchases_customer_shard", member)`,
      `INSERT INTO "daymark"."days_purchases_customer" ("day", "cell", "member") SELECT "day", "cell", "member" FROM "rows" SETTINGS distributed_foreground_insert = 1, parallel_distributed_insert_select = 0`,
      `SYSTEM SYNC REPLICA ON CLUSTER "main" "daymark"."days_purchases_customer_shard"`,
    ])
    expect(of('sets_purchases_customer')[1]).toContain(', bitmapMin("members"))')
    expect(of('cells_purchases')[0]).toContain(
      "ReplicatedMergeTree('/clickhouse/tables/all/{database}/{table}', '{shard}_{replica}')",
    )
    expect(of('cells_purchases').join()).not.toContain('Distributed')
  })

  it('prints them below the work list', async () => {
    const { stdout } = await dryRun('table')
    expect(stdout).toContain('-- activity purchases: days_purchases_customer\nCREATE TABLE "daymark"')
    expect(stdout).toContain('Nothing was changed.')
  })

  it('sends nothing that ClickHouse cannot parse', async () => {
    const place = ({ name }: StoredTable) => ({ schema: 'daymark', name: `${name}__1_00000000` })
    const later = { schema: 'daymark', name: 'later__2_00000000' }
    const condition = sql`day = ${literal('2025-01-05', 'date')} AND (day) IN (SELECT day FROM ${stored(days)})`
    const parse = (statement: Sql) => {
      const { text } = print(statement, clickHouseDialect, (table) => inSql(place(table)))
      return parser.execute(`EXPLAIN AST ${text}`)
    }
    for (const replicated of [true, false]) {
      const tables = new ClusterTables({ name: 'main', replicated })
      for (const table of [days, cells]) {
        const statements = [
          ...tables.outline(table, place(table)),
          ...tables.copy(table, place(table), later),
          ...tables.remove(table, condition, place),
          tables.reading(sql`SELECT count(*) FROM ${stored(table)} WHERE ${condition}`, place),
        ]
        for (const statement of statements) await parse(statement)
      }
      const { everywhere } = tables
      await parser.execute(`EXPLAIN AST CREATE DATABASE IF NOT EXISTS "daymark"${everywhere}`)
      await parser.execute(
        `EXPLAIN AST CREATE VIEW "daymark"."version__1"${everywhere} AS SELECT 1 AS version COMMENT '{}'`,
      )
      await parser.execute(`EXPLAIN AST DROP TABLE IF EXISTS "daymark"."days__1_shard"${everywhere} SYNC`)
    }
    await expect(parser.execute('EXPLAIN AST CREATE TABEL x')).rejects.toThrow('Syntax error')
  })
})
