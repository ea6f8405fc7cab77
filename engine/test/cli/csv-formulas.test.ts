import { describe, expect, it } from 'vitest'
import { csvLine } from '../../src/documents/csv.js'

describe('CSV for spreadsheets', () => {
  it('puts an apostrophe before texts that a spreadsheet would run, and before nothing else', () => {
    const given = ['=1+1', '+cmd', '-2+3', '@sum', '\tx', '\rx', '-7.50', '+49171', '-', 'a=b', '2025-01-01']
    expect(csvLine(given)).toBe(`'=1+1,'+cmd,'-2+3,'@sum,'\tx,"'\rx",-7.50,+49171,-,a=b,2025-01-01\n`)
  })

  it('leaves them where that is asked for', () => {
    expect(csvLine(['=1+1', null, ''], 'kept')).toBe('=1+1,,""\n')
  })
})
