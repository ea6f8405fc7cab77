import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const built = fileURLToPath(new URL('../../engine/dist/dashboard', import.meta.url))
const page = existsSync(built) ? readFileSync(join(built, 'index.html'), 'utf8') : ''
const sizeOf = (file: string) => gzipSync(readFileSync(join(built, file)), { level: 9 }).length

/** Bytes, compressed as servers do. */
const budget = { first: 100_000, charts: 190_000, any: 12_000 }

describe('the built pages', () => {
  const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file = '']) => file)
  const later = readdirSync(join(built, 'assets'))
    .map((file) => `assets/${file}`)
    .filter((file) => !first.includes(file))
  const charts = later.filter((file) => file.includes('drawn-chart'))

  it('load little before the first figures', () => {
    expect(first.length).toBeGreaterThan(1)
    const size = first.reduce((sum, file) => sum + sizeOf(file), 0)
    expect(size, `${size} bytes`).toBeLessThan(budget.first)
  })

  it('load what draws charts after them', () => {
    expect(charts).toHaveLength(1)
    const size = charts.reduce((sum, file) => sum + sizeOf(file), 0)
    expect(size, `${size} bytes`).toBeLessThan(budget.charts)
  })

  it('have small pages besides', () => {
    const sizes = later.filter((file) => !charts.includes(file)).map((file) => [file, sizeOf(file)] as const)
    expect(sizes.filter(([, size]) => size > budget.any)).toEqual([])
  })

  it('ask no other host for anything', () => {
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//)
  })
})
