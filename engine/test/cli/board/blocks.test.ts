import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { bar, columns, fitted, sparkline } from '../../../src/cli/board/blocks.js'

const drawn = fc.array(fc.option(fc.double({ min: -1e9, max: 1e9, noNaN: true })), { maxLength: 200 })

describe('blocks', () => {
  it('draw the lowest value lowest and the highest highest, and a gap as a blank', () => {
    expect(sparkline([1, 2, 3, null, 8], 5)).toBe('▁▁▂ █')
  })

  it('never take more room than there is, whatever the values', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 120 }), (values, width) => {
        expect(stringWidth(sparkline(values, width))).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('show every value, however small it is beside the others', () => {
    const known = fc.array(fc.double({ min: 0, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(known, (values) => {
        expect(sparkline(values, 60)).not.toContain(' ')
      }),
    )
  })

  it('take the mean of neighbours where there are more values than room', () => {
    expect(fitted([1, 3, 5, null, null, null], 3)).toEqual([2, 5, null])
  })

  it('fill a bar by its share, and show anything above 0', () => {
    expect([bar(0, 4), bar(0.0001, 4), bar(0.5, 4), bar(1, 4), bar(7, 4)]).toEqual([
      '',
      '▏',
      '██',
      '████',
      '████',
    ])
  })

  it('stack columns from the bottom line up', () => {
    expect(columns([0, 8, 16], { height: 2, low: 0, high: 16 })).toEqual(['  █', '▁██'])
  })
})
