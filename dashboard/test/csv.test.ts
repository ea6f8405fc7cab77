import { describe, expect, it } from 'vitest'
import { csvText } from '../src/download/csv.js'
import { fileName } from '../src/download/save.js'
import { commandOf } from '../src/explain/command.js'

describe('a file', () => {
  it('has every digit, nothing for what is missing, and quotes what needs them', () => {
    const rows = [
      ['a "b"', '12.345678901234', null],
      ['x,y', 0, undefined],
    ] as const
    expect(csvText({ columns: ['line', 'value', 'previous'], rows })).toBe(
      'line,value,previous\r\n"a ""b""",12.345678901234,\r\n"x,y",0,\r\n',
    )
  })

  it('has a name that every file system takes', () => {
    expect(fileName('Deposits: amount / cases')).toBe('deposits-amount-cases')
  })
})

describe('a command line', () => {
  it('asks what the page asks', () => {
    const where = [{ dimension: 'line', values: ["O'Brien", null] }]
    expect(commandOf({ metrics: ['ggr'], period: '2025-Q4', compare: 'year-over-year', where })).toBe(
      `daymark ask ggr --period 2025-Q4 --where 'line=O'\\''Brien,' --compare year-over-year`,
    )
  })
})
