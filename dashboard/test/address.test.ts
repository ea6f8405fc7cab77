import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { whereFilters } from '../../engine/src/queries/written-filters.js'
import {
  addressOf,
  addressWith,
  chosenDays,
  filtersIn,
  pathOf,
  writtenFilters,
} from '../src/address/address.js'
import type { Filter } from '../src/api/answers.js'

const at = (url: string) => addressOf(new URL(url, 'http://localhost'))

const values = fc.uniqueArray(
  fc.oneof(fc.constant(null), fc.string(), fc.constantFrom('', ',', '"', 'a,"b"', 'Ünïcödé 国', '=', '&')),
  { minLength: 1, maxLength: 4 },
)
const filters: fc.Arbitrary<readonly Filter[]> = fc.uniqueArray(
  fc.record({ dimension: fc.constantFrom('line', 'channel', 'cust_level'), values }),
  { selector: ({ dimension }) => dimension },
)

describe('an address', () => {
  it('holds filters that come back as they were, and as the command line reads them', () => {
    fc.assert(
      fc.property(filters, (asked) => {
        const url = addressWith(at('/boards/sales'), { where: writtenFilters(asked) })
        expect(filtersIn(at(url))).toEqual(asked)
        expect(whereFilters(writtenFilters(asked))).toEqual(asked)
      }),
    )
  })

  it('keeps what is not changed', () => {
    const address = at('/boards/my%20board?period=2025-Q4&compare=year-over-year')
    expect(addressWith(address, { period: null, from: '2025-10-01', to: '2025-10-20' })).toBe(
      '/boards/my%20board?compare=year-over-year&from=2025-10-01&to=2025-10-20',
    )
    expect(address.path).toEqual(['boards', 'my board'])
  })

  it('names days by a period or by the first and the last', () => {
    expect(chosenDays(at('/?period=last-month'))).toEqual({ period: 'last-month' })
    expect(chosenDays(at('/?from=2025-10-01&to=2025-10-20'))).toEqual({
      from: '2025-10-01',
      to: '2025-10-20',
    })
    expect(chosenDays(at('/?from=2025-10-01'))).toBeUndefined()
  })

  it('takes any name for a page', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (name) => {
        fc.pre(name !== '.' && name !== '..')
        expect(at(pathOf(['active', name])).path).toEqual(['active', name])
      }),
    )
  })
})
