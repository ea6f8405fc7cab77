import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exact } from '../../src/metrics/exact.js'
import { rounded, sumOf } from '../../src/plans/rounding.js'
import { money } from './given.js'

const texts = (amounts: readonly string[], unit: string) =>
  rounded(amounts.map(exact), { unit }).map((amount) => amount.toFixed())

it('gives the units that are left to the largest remainders, of equal ones to the first', () => {
  expect(texts(['3.335', '3.335', '3.33'], '0.01')).toEqual(['3.34', '3.33', '3.33'])
  expect(texts(['33.4', '33.4', '33.2'], '1')).toEqual(['34', '33', '33'])
  expect(texts(['-1.5', '-1.5'], '1')).toEqual(['-1', '-2'])
})

it('takes three thirds for a whole', () => {
  const third = exact(1).div(3)
  expect(rounded([third, third, third], { unit: '1' }).map(Number)).toEqual([1, 0, 0])
})

it('rounds to units other than a power of ten', () => {
  expect(texts(['1000', '1300', '1700'], '500')).toEqual(['1000', '1500', '1500'])
})

it('keeps the sum of any amounts that add up to whole units', () => {
  fc.assert(
    fc.property(
      fc.array(money, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 97 }),
      (amounts, by) => {
        const parts = amounts.map((amount) => amount.div(by))
        const last = sumOf(amounts).minus(sumOf(parts))
        return sumOf(rounded([...parts, last], { unit: '0.01' })).eq(sumOf(amounts))
      },
    ),
  )
})
