import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RollupCache } from '../../src/rollups/rollup-cache.js'

const half = 512 * 1024

describe('What is kept of rollups', () => {
  it('takes no more memory than it may, and is what was put last under its key', () => {
    const keys = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
    const doing = fc.oneof(
      fc.record({ put: keys, bytes: fc.integer({ min: 0, max: 3 * half }) }),
      fc.record({ get: keys }),
    )
    fc.assert(
      fc.property(fc.array(doing, { maxLength: 60 }), (done) => {
        const cache = new RollupCache({ megabytes: 1 })
        const latest = new Map<string, { readonly n: number; readonly bytes: number }>()
        for (const [n, each] of done.entries()) {
          if ('get' in each) cache.get(each.get)
          else {
            cache.put(each.put, n, each.bytes)
            latest.set(each.put, { n, bytes: each.bytes })
          }
          const kept = [...latest].filter(([key]) => cache.has(key))
          const bytes = kept.reduce((sum, [, put]) => sum + put.bytes, 0)
          expect(cache.use).toEqual({ bytes, things: kept.length })
          expect(bytes).toBeLessThanOrEqual(2 * half)
          for (const [key, put] of kept) expect(cache.get(key)).toBe(put.n)
          if ('put' in each) expect(cache.has(each.put)).toBe(each.bytes <= 2 * half)
        }
      }),
    )
  })

  it('gives place that was not used before what was', () => {
    const cache = new RollupCache({ megabytes: 1 })
    cache.put('used', 1, half)
    cache.put('unused', 2, half)
    cache.get('used')
    cache.put('next', 3, half)
    expect(['used', 'unused', 'next'].map((key) => cache.has(key))).toEqual([true, false, true])
    cache.get('next')
    cache.put('last', 4, half)
    expect(['used', 'next', 'last'].map((key) => cache.has(key))).toEqual([false, true, true])
  })
})
