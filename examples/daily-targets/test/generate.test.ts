import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const generator = resolve(import.meta.dirname, '../generate.mjs')
const tables = ['dim_date', 'kpi_month', 'kpi_day_metadata', 'object_sql_transactions'] as const
const folder = mkdtempSync(join(tmpdir(), 'daymark-generate-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function generated(
  name: string,
  ...options: readonly string[]
): Readonly<Record<(typeof tables)[number], string>> {
  const out = join(folder, name)
  execFileSync('node', [generator, '--out', out, ...options], { stdio: 'pipe' })
  return Object.fromEntries(
    tables.map((table) => [table, readFileSync(join(out, `${table}.csv`), 'utf8')]),
  ) as Record<(typeof tables)[number], string>
}

/** Rows by column name. */
function rowsOf(csv: string): readonly Readonly<Record<string, string>>[] {
  const [header = '', ...lines] = csv.trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => {
    const fields = line.split(',')
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']))
  })
}

const small = generated('small', '--scale', '0.2', '--seed', '7')

describe('the generator', () => {
  it('gives the same rows for the same seed, and others for another', () => {
    expect(generated('again', '--scale', '0.2', '--seed', '7')).toEqual(small)
    expect(generated('other', '--scale', '0.2', '--seed', '8')['object_sql_transactions']).not.toBe(
      small['object_sql_transactions'],
    )
  })

  it('makes what goes wrong: cancelled, updated, late and repeated rows, and returns', () => {
    const rows = rowsOf(small['object_sql_transactions'])
    const ids = rows.map((row) => row['id'])
    const statuses = new Set(rows.map((row) => row['status']))
    expect([...statuses].sort()).toEqual(['Cancel', 'Canceled', 'Completed', 'Pending', 'Returned'])
    expect(new Set(ids).size).toBeLessThan(ids.length)
    const late = rows.filter(
      ({ created_at, updated_at }) => created_at?.slice(0, 10) !== updated_at?.slice(0, 10),
    )
    expect(late.length).toBeGreaterThan(0)
    expect(rows.some((row) => Number(row['transaction_total']) < 0)).toBe(true)
  })

  it('has weights that add up to the total weight of each month', () => {
    const latest = new Map(
      rowsOf(small['kpi_day_metadata']).map((row) => [
        `${row['year']}-${row['month']}-${row['date_label']}`,
        row,
      ]),
    )
    const sums = new Map<string, { weights: number; total: number }>()
    for (const row of latest.values()) {
      const month = `${row['year']}-${row['month']}`
      const sum = sums.get(month) ?? { weights: 0, total: Number(row['total_weight_month']) }
      sums.set(month, { ...sum, weights: sum.weights + Number(row['weight']) })
    }
    expect(sums.size).toBe(6)
    for (const { weights, total } of sums.values()) expect(weights).toBeCloseTo(total, 6)
  })

  it('leaves out what comes after --until', () => {
    const until = generated('until', '--scale', '0.2', '--seed', '7', '--until', '2026-01-15T09:00')
    const created = rowsOf(until['object_sql_transactions']).map((row) => row['created_at'] ?? '')
    expect(created.every((at) => at < '2026-01-15 09:00:00')).toBe(true)
    expect(created.some((at) => at.startsWith('2026-01-15'))).toBe(true)
  })
})
