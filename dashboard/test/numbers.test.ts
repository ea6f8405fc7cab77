import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatted as byTheEngine,
  money,
  multiple,
  number,
  percent,
} from '../../engine/src/metrics/format.js'
import { changeSize, compact, formatted } from '../src/numbers/format.js'
import { standingInWords } from '../src/numbers/state.js'

const formats = fc.oneof(
  fc.nat(4).map(number),
  fc.nat(4).map((decimals) => money('MYR', { decimals })),
  fc.nat(4).map(percent),
  fc.nat(4).map(multiple),
)

/** Decimal text of up to 30 digits, as answers hold it. */
const figures = fc
  .tuple(fc.bigInt(-(10n ** 22n), 10n ** 22n), fc.nat(999_999_999))
  .map(([whole, part]) => (part === 0 ? String(whole) : `${whole}.${String(part).padStart(9, '0')}`))
  .filter((text) => !/^-0*\.?0*[1-9]?/.test(text) || Math.abs(Number(text)) >= 1)

describe('a figure', () => {
  it('is written as the engine writes it, from all of its digits', () => {
    fc.assert(
      fc.property(figures, formats, (figure, format) => {
        expect(formatted(figure, format)).toBe(byTheEngine(figure, format))
      }),
    )
  })

  it.each([
    ['2.675', number(2), '2.68'],
    ['-2.675', number(2), '-2.68'],
    ['-0.001', number(2), '0.00'],
    ['1e+21', number(0), '1,000,000,000,000,000,000,000'],
    ['1.5e-7', number(8), '0.00000015'],
    [null, number(0), '–'],
    ['-1234.5', money('GBP'), '-£1,234.50'],
  ])('%s is %o as %s', (figure, format, text) => {
    expect(formatted(figure, format)).toBe(text)
  })

  it.each([
    ['4481020.39', money('MYR'), 'RM 4.48M'],
    ['99640', number(0), '99.6k'],
    ['9964', number(0), '9,964'],
    ['12.345', percent(2), '12.3%'],
    ['0', money('MYR'), 'RM 0'],
  ])('%s is short as %o: %s', (figure, format, text) => {
    expect(compact(figure, format)).toBe(text)
  })

  it('changes by a size without a sign', () => {
    expect(changeSize('-12.3456')).toBe('12.3%')
    expect(changeSize('0.04')).toBe('0.0%')
  })
})

describe('how a value stands beside its target', () => {
  it.each([
    ['behind', '0', 'behind'],
    ['met', '0', 'met'],
    ['ahead', '1250', 'ahead by 1,250'],
  ] as const)('is said whole in each row: %s', (state, surplus, said) => {
    expect(standingInWords({ state, surplus }, { as: 'number', decimals: 0 })).toBe(said)
  })
})
