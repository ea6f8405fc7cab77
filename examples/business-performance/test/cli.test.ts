import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../engine/test/cli/run-cli.js'
import { generateBusiness } from '../generated/generate-business.js'
import { newFolder } from './given.js'

const project = join(dirname(fileURLToPath(import.meta.url)), '..')

let data: string
beforeAll(async () => {
  data = newFolder()
  await generateBusiness({ scale: 0.002, seed: 3, folder: data })
  expect(await run('build', '--quiet')).toEqual({ code: 0, stdout: expect.any(String) as string, stderr: '' })
})
afterAll(() => {
  rmSync(data, { recursive: true })
})

function run(...words: readonly string[]) {
  const address = `duckdb:${join(data, 'warehouse.duckdb')}`
  const argv = [...words, '--project', project, '--set', `data=${data}`, '--warehouse', address]
  return runCli(argv, { cwd: data, env: { COLUMNS: '100' } })
}

describe('daymark on the business', () => {
  it('shows the board as a page', async () => {
    const { code, stdout } = await run(
      'board',
      'business-performance',
      '--period',
      '2025-Q4',
      '--now',
      '2026-03-01',
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Business performance {2}Q4 2025\ncomplete · as of 1 March 2026/)
    expect(stdout).toMatch(/Retention and churn by line\n {2}JMMY {2}Retention rate {2}█+/)
    expect(stdout).toContain('Targets of 2025-Q4')
    expect(stdout).not.toContain('\u001b')
  })

  it('gives the board as data, with bare numbers', async () => {
    const days = ['--from', '2025-10-01', '--to', '2025-10-20', '--now', '2026-03-01']
    const { stdout } = await run('board', 'business-performance', ...days, '--format', 'json')
    const board = JSON.parse(stdout) as { cards: { value: unknown }[]; charts: { categories: unknown[] }[] }
    expect(board.cards).toHaveLength(29)
    expect(board.cards.every(({ value }) => typeof value === 'number')).toBe(true)
    expect(board.charts.map(({ categories }) => categories.length)).toEqual([20, 20, 20, 20, 20, 20, 4, 4, 4])
  })

  it('says which board was probably meant', async () => {
    const { code, stderr } = await run('board', 'busines-performance', '--period', '2025-Q4')
    expect(code).toBe(2)
    expect(stderr).toContain('Did you mean "business-performance"?')
  })

  it('exports the summary tables, named by the currency', async () => {
    const { stdout } = await run(
      'export',
      'bp_quarter_summary_myr',
      '--now',
      '2026-03-01',
      '--from',
      '2025-10-01',
      '--to',
      '2025-12-31',
    )
    const [header, ...rows] = stdout.trim().split('\n')
    expect(header).toMatch(/^year,period,period_type,line,currency,deposit_amount/)
    expect(rows.map((row) => row.split(',').slice(0, 5).join())).toEqual(
      ['JMMY', 'LVMY', 'SBMY', 'STMY', 'ALL'].map((line) => `2025,Q4,QUARTERLY,${line},MYR`),
    )
    expect(await run('export', 'bp_quarter_summary_sgd')).toMatchObject({ code: 2 })
  })

  it('verifies what is kept, and fails once a row of it is gone', async () => {
    const sound = await run('verify')
    expect(sound).toMatchObject({ code: 0, stdout: expect.stringMatching(/All \d+ tests hold/) as string })
    const instance = await DuckDBInstance.create(join(data, 'warehouse.duckdb'))
    const connection = await instance.connect()
    await connection.run("DELETE FROM daymark.sums_new_register WHERE day < DATE '2025-10-10'")
    connection.closeSync()
    instance.closeSync()
    const tampered = await run('verify')
    expect(tampered.code).toBe(1)
    expect(tampered.stdout).toMatch(
      /FAILS {2}what is kept = what the sources' rows give {4}daily sums of new_register/,
    )
  })
})
