import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { source, type ColumnDeclaration, type SourceType } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()
const of = (pattern: string, a: ColumnDeclaration) => source('given', { files: pattern, columns: { a } })

/** Type → text in a file → the value, or the rule that it breaks. */
const texts: readonly (readonly [SourceType, string, unknown])[] = [
  ['integer', '17850.0', 17850n],
  ['integer', ' +7 ', 7n],
  ['integer', '-9223372036854775808', -9223372036854775808n],
  ['integer', '9223372036854775808', { rule: 'range' }],
  ['integer', '17850.5', { rule: 'digits' }],
  ['integer', '1_000', { rule: 'type' }],
  ['integer', '0x1F', { rule: 'type' }],
  ['integer', 'NaN', { rule: 'finite' }],
  ['decimal(18,2)', '-0017.50', '-17.50'],
  ['decimal(18,2)', '1.2500000', '1.25'],
  ['decimal(18,2)', '.5', '0.50'],
  ['decimal(18,2)', '1.255', { rule: 'digits' }],
  ['decimal(18,2)', '"1,234.50"', { rule: 'type' }],
  ['decimal(18,2)', '12345678901234567.00', { rule: 'range' }],
  ['decimal(18,2)', 'Infinity', { rule: 'finite' }],
  ['decimal(18,2)', '1e-5', { rule: 'digits' }],
  ['decimal(18,2)', 'abc', { rule: 'type' }],
  ['decimal(38,10)', '1234567890123456789012345678.0123456789', '1234567890123456789012345678.0123456789'],
  ['double', '1e-5', 0.00001],
  ['double', 'nan', { rule: 'finite' }],
  ['double', '1e999', { rule: 'range' }],
  ['double', '1,5', { rule: 'type' }],
  ['boolean', 'TRUE', true],
  ['boolean', '0', false],
  ['boolean', 'yes', { rule: 'type' }],
  ['date', '1969-12-31', '1969-12-31'],
  ['date', '0001-01-01', '0001-01-01'],
  ['date', '2025-10-31 00:00:00.000', '2025-10-31'],
  ['date', '2025-10-31T08:00', { rule: 'digits' }],
  ['date', '2025-02-29', { rule: 'type' }],
  ['date', '31.10.2025', { rule: 'type' }],
  ['date', '20251031', { rule: 'type' }],
  ['timestamp', '2010-12-01 08:26', '2010-12-01 08:26:00'],
  ['timestamp', '1969-12-31T23:59:59.123456', '1969-12-31 23:59:59.123456'],
  ['timestamp', '2010-12-01 08:26:00.1234567', { rule: 'digits' }],
  ['timestamp', '2010-12-01 24:00', { rule: 'type' }],
  ['timestamp', '2010-12-01 08:26Z', { rule: 'type' }],
  ['instant', '2010-12-01T08:26Z', '2010-12-01 08:26:00'],
  ['instant', '2010-12-01 08:26+05:30', '2010-12-01 02:56:00'],
  ['instant', '2010-12-01 08:26:00.5-0500', '2010-12-01 13:26:00.5'],
  ['instant', '2010-12-01 08:26:00', { rule: 'type' }],
]

describe('text in a file', () => {
  it.each(texts)('declared as %s, %s is read as it should be', async (type, text, expected) => {
    const broken = typeof expected === 'object'
    await files.write('text.csv', `a\n${text.includes(',') && !text.startsWith('"') ? `"${text}"` : text}\n`)
    const read = files.read(of('text.csv', type))
    if (broken) expect(await violationsOf(read)).toMatchObject([{ column: 'a', rows: 1, ...expected }])
    else expect(await read).toEqual([{ a: expected }])
  })

  it('is a decimal just when its digits fit, whatever they are', async () => {
    const digits = fc.stringMatching(/^-?[0-9]{1,12}(\.[0-9]{1,6})?$/)
    await fc.assert(
      fc.asyncProperty(digits, async (text) => {
        await files.write('property.csv', `a\n${text}\n`)
        const read = files.read(of('property.csv', 'decimal(18,3)'))
        const [, sign = '', whole = '', fraction = ''] = /^(-?)([0-9]+)\.?([0-9]*)$/.exec(text) ?? []
        if (/[1-9]/.test(fraction.slice(3))) {
          expect(await violationsOf(read)).toMatchObject([{ rule: 'digits' }])
          return
        }
        const units = BigInt(`${whole}${fraction.slice(0, 3).padEnd(3, '0')}`)
        const plain = units.toString().padStart(4, '0')
        const expected = `${units === 0n ? '' : sign}${plain.slice(0, -3)}.${plain.slice(-3)}`
        expect(await read).toEqual([{ a: expected }])
      }),
      { numRuns: 60 },
    )
  })
})

/** DuckDB's expression → declared type → the value, or the rule that it breaks. */
const held: readonly (readonly [string, SourceType, unknown])[] = [
  ['17850.0::DOUBLE', 'integer', 17850n],
  ['17850.5::DOUBLE', 'integer', { rule: 'digits' }],
  ['1e30::DOUBLE', 'integer', { rule: 'range' }],
  ["'nan'::DOUBLE", 'decimal(18,2)', { rule: 'finite' }],
  ["'nan'::DOUBLE", 'double', { rule: 'finite' }],
  ["'inf'::DOUBLE", 'integer', { rule: 'finite' }],
  ['0.1::FLOAT', 'decimal(18,2)', '0.10'],
  ['1.15::DOUBLE', 'decimal(38,18)', '1.150000000000000000'],
  ['1e16::DOUBLE', 'decimal(18,0)', 10000000000000000n],
  ['123456789012345.67::DOUBLE', 'decimal(18,2)', '123456789012345.67'],
  ['2.555::DOUBLE', 'decimal(18,2)', { rule: 'digits' }],
  ['1e17::DOUBLE', 'decimal(18,2)', { rule: 'range' }],
  ['1.250::DECIMAL(9,3)', 'decimal(18,2)', '1.25'],
  ['1.255::DECIMAL(9,3)', 'decimal(18,2)', { rule: 'digits' }],
  ['7.00::DECIMAL(9,2)', 'integer', 7n],
  ['18446744073709551615::UBIGINT', 'integer', { rule: 'range' }],
  ['7::TINYINT', 'decimal(18,2)', '7.00'],
  ['7', 'text', '7'],
  ["TIMESTAMP '2025-10-31 00:00'", 'date', '2025-10-31'],
  ["TIMESTAMP '2025-10-31 08:00'", 'date', { rule: 'digits' }],
  ["DATE '1969-12-31'", 'timestamp', '1969-12-31 00:00:00'],
  ["'2025-10-31 08:00:00.123456789'::TIMESTAMP_NS", 'timestamp', { rule: 'digits' }],
  ["'2025-10-31 08:00:00.123456'::TIMESTAMP_NS", 'timestamp', '2025-10-31 08:00:00.123456'],
  ["'2025-10-31 08:00:00+02'::TIMESTAMPTZ", 'instant', '2025-10-31 06:00:00'],
  ['1', 'boolean', true],
  ['2', 'boolean', { rule: 'type' }],
  ["' 12.50 '", 'decimal(18,2)', '12.50'],
  ["'twelve'", 'decimal(18,2)', { rule: 'type' }],
]

describe('a typed value in a Parquet file', () => {
  it.each(held)(
    '%s declared as %s is read without a loss or not at all',
    async (expression, type, expected) => {
      await files.copy(`SELECT ${expression} AS a`, 'typed.parquet', 'FORMAT parquet')
      const read = files.read(of('typed.parquet', type))
      if (typeof expected === 'object') {
        expect(await violationsOf(read)).toMatchObject([
          { column: 'a', rows: 1, examples: [{ row: 1 }], ...expected },
        ])
      } else expect(await read).toEqual([{ a: expected }])
    },
  )

  it('is, as a binary fraction, the decimal that it prints as, or refused', async () => {
    const scaled = fc.tuple(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 5 }))
    const cases = fc.sample(scaled, 500).map(([units, places]) => units / 10 ** places)
    const list = cases.map((double) => `(${double.toExponential()}::DOUBLE)`).join(', ')
    await files.copy(`SELECT a FROM (VALUES ${list}) AS v(a)`, 'fractions.parquet', 'FORMAT parquet')
    const rows = await files.read(of('fractions.parquet', 'decimal(18,5)'))
    expect(rows.map((row) => row['a'])).toEqual(cases.map((double) => plain(double)))
    const violations = await violationsOf(files.read(of('fractions.parquet', 'decimal(18,3)')))
    const lossy = cases.filter((double) => /\.\d{4,}$/.test(String(double))).length
    expect(violations).toMatchObject([{ rule: 'digits', rows: lossy }])
  })

  it.each([
    ["TIMESTAMP '2025-10-31 08:00'", 'instant', 'TIMESTAMP'],
    ["'2025-10-31 08:00:00Z'::TIMESTAMPTZ", 'timestamp', 'TIMESTAMP WITH TIME ZONE'],
    ["'x'::BLOB", 'text', 'BLOB'],
    ['[1]', 'integer', 'INTEGER[]'],
    ['true', 'integer', 'BOOLEAN'],
  ] as const)('%s cannot be declared as %s', async (expression, type, found) => {
    const where = await files.copy(`SELECT ${expression} AS a`, 'odd.parquet', 'FORMAT parquet')
    const refusal = await refusalOf(files.read(of('odd.parquet', type)))
    expect([refusal.code, refusal.facts]).toEqual([
      'column-type',
      { source: 'given', where, column: 'a', declared: type, found },
    ])
  })
})

/** The shortest text of a double, with five places. */
function plain(double: number): string {
  const [whole = '', fraction = ''] = String(double).split('.')
  return `${whole}.${fraction.padEnd(5, '0')}`
}
