import { expect, it } from 'vitest'
import { compact } from '../../../src/cli/board/compact-number.js'
import { money, multiple, number, percent } from '../../../src/metrics/format.js'

it.each([
  ['4481020.39', money('MYR'), 'RM 4.48M'],
  ['-1234567890', money('MYR'), '-RM 1.23B'],
  ['99578.23', money('MYR'), 'RM 99.6k'],
  ['500', money('MYR'), 'RM 500'],
  ['9999', number(), '9,999'],
  ['10000', number(), '10k'],
  ['12.3456', percent(), '12.35%'],
  ['2.5', multiple(), '2.50x'],
])('writes %s in few characters', (value, format, says) => {
  expect(compact(value, format)).toBe(says)
})

it('writes – where there is no value', () => {
  expect(compact(null, number())).toBe('–')
})
