import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderWith } from '../models/given.js'
import { runCli } from './run-cli.js'

const config = `import { defineProject, source } from 'daymark'
const sales = source('sales', { files: 'sales.csv', columns: { id: 'integer', day: 'date', amount: 'decimal(18,2)' } })
export default defineProject({ name: 'models', models: { dialect: 'redshift', sources: [sales] }, metrics: {} })
`

describe('models on the command line', () => {
  const files = {
    'daymark.config.ts': config,
    'models/daily.sql': `{{ config(materialized='table', tags=['published']) }}
SELECT day, sum(amount) AS amount FROM {{ ref('sales') }} GROUP BY 1`,
    'models/best.sql': "SELECT max(amount) AS amount FROM {{ ref('daily') }}",
    'models/other.sql': "{{ config(materialized='table') }} SELECT 1 AS a",
  }
  let cwd: string
  beforeAll(() => {
    cwd = folderWith(files, mkdtempSync(join(tmpdir(), 'daymark-cli-models-')))
  })
  afterAll(() => {
    rmSync(cwd, { recursive: true, force: true })
  })

  it('are built by tag, and what was not chosen is not', async () => {
    const { code, stdout } = await runCli('build --select tag:published --format json', { cwd })
    const { work } = JSON.parse(stdout) as { work: readonly Readonly<Record<string, string>>[] }
    expect(code).toBe(0)
    expect(work.map(({ thing, does }) => [thing, does])).toEqual([
      ['source sales', 'build'],
      ['model daily', 'build'],
      ['model best', 'keep'],
      ['model other', 'keep'],
    ])
    const refused = await runCli('export other', { cwd })
    expect([refused.code, refused.stderr.includes('model other is not built')]).toEqual([2, true])
  })

  it('are refused by a selector that fits none', async () => {
    const { code, stderr } = await runCli('build --select dialy', { cwd })
    expect([code, stderr.includes('Did you mean "daily"?')]).toEqual([2, true])
  })

  it('are exported with their columns, tables and views alike', async () => {
    const built = await runCli('build', { cwd })
    expect([built.code, built.stderr + built.stdout]).toEqual([0, expect.stringContaining('best')])
    const daily = await runCli('export daily', { cwd })
    expect(daily.stdout).toBe('day,amount\n2025-01-01,22.00\n2025-01-02,1.25\n2025-01-03,7.00\n')
    const best = await runCli('export best --format json', { cwd })
    expect(best.stderr + best.stdout).toBe('[\n{"amount": 22.00}\n]\n')
    const parquet = await runCli('export daily --out daily.parquet --quiet', { cwd })
    expect([parquet.code, parquet.stderr]).toEqual([0, ''])
  })

  it('are checked, and what is wrong with them is shown at its place in the template', async () => {
    const wrong = folderWith(files, mkdtempSync(join(tmpdir(), 'daymark-cli-models-')))
    writeFileSync(
      join(wrong, 'models/daily.sql'),
      "SELECT day,\n  sum(amonut) AS amount\nFROM {{ ref('sales') }} GROUP BY 1",
    )
    const { code, stdout } = await runCli('check', { cwd: wrong })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^models\/daily\.sql:2:7 error model-construct: /)
    rmSync(wrong, { recursive: true, force: true })
  })
})
