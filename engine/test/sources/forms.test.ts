import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { source, type ColumnContract } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()
let made = 0

/** A source over a file that holds one value. */
async function given(column: ColumnContract, value: string) {
  made += 1
  const path = `form-${made}.csv`
  await files.write(path, `a;b\n1;"${value}"\n`)
  return source('given', { files: path, delimiter: ';', columns: { b: column } })
}

const type = 'decimal(18,2)'
const german = { type, decimal: ',', thousands: '.' } as const
const english = { type, thousands: ',' } as const
const french = { type, decimal: ',', thousands: ' ' } as const
const swiss = { type, thousands: "'" } as const
const euros = { ...german, currency: ['€', 'EUR'], negative: ['trailing', 'parentheses', 'dash'] } as const
const moment = (format: string, zone?: string): ColumnContract => ({
  type: 'instant',
  format,
  ...(zone !== undefined && { zone }),
})

describe('a value in a declared form', () => {
  it.each<readonly [ColumnContract, string, unknown]>([
    [german, '1.234,56', '1234.56'],
    [german, '-1.234.567,8', '-1234567.8'],
    [german, '1234,56', '1234.56'],
    [german, '12', '12'],
    [{ type, decimal: ',' }, '0,5', '0.5'],
    [english, '1,234,567.89', '1234567.89'],
    [french, '1 234,56', '1234.56'],
    [french, '1\u202F234\u00A0567,89', '1234567.89'],
    [swiss, "1'234.50", '1234.5'],
    [swiss, '1’234.50', '1234.5'],
    [euros, '1.234,56 €', '1234.56'],
    [euros, '€1.234,56', '1234.56'],
    [euros, '-€ 1.234,56', '-1234.56'],
    [euros, '€-1.234,56', '-1234.56'],
    [euros, '1.234,56-', '-1234.56'],
    [euros, '1.234,56- EUR', '-1234.56'],
    [euros, '(1.234,56\u00A0€)', '-1234.56'],
    [euros, '€ (1.234,56)', '-1234.56'],
    [euros, '−5 EUR', '-5'],
    [{ type, currency: 'Rs.', thousands: ',' }, 'Rs.1,500', '1500'],
    [{ type, currency: 'Rs.' }, 'Rs. .5', '0.5'],
    [{ type: 'integer', thousands: '.', decimal: ',' }, '1.234,00', 1234n],
    [{ type: 'double', decimal: ',' }, '1,5E-3', 0.0015],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '29.02.2024', '2024-02-29'],
    [{ type: 'date', format: 'dd/MM/yyyy' }, '01/03/2024', '2024-03-01'],
    [{ type: 'date', format: 'MM/dd/yyyy' }, '03/01/2024', '2024-03-01'],
    [{ type: 'date', format: 'd.M.yyyy' }, '1.3.2024', '2024-03-01'],
    [{ type: 'date', format: 'dd.MM.yy' }, '01.03.24', '2024-03-01'],
    [{ type: 'date', format: 'd MMM yyyy' }, '1 Mar 2024', '2024-03-01'],
    [{ type: 'date', format: 'MMMM d, yyyy' }, 'March 1, 2024', '2024-03-01'],
    [{ type: 'date', format: 'yyyyMMdd' }, '20240301', '2024-03-01'],
    [{ type: 'date', format: 'dd.MM.yyyy HH:mm' }, '01.03.2024 00:00', '2024-03-01'],
    [{ type: 'timestamp', format: 'dd.MM.yyyy HH:mm:ss' }, '01.03.2024 23:30:05', '2024-03-01 23:30:05'],
    [{ type: 'timestamp', format: 'M/d/yyyy h:mm a' }, '3/1/2024 12:05 AM', '2024-03-01 00:05:00'],
    [
      { type: 'timestamp', format: 'yyyy-MM-dd HH:mm:ss.SSS' },
      '1850-01-02 03:04:05.25',
      '1850-01-02 03:04:05.25',
    ],
    [moment('yyyy-MM-dd HH:mm:ss Z'), '2024-03-01 10:00:00 -0500', '2024-03-01 15:00:00'],
    [moment('yyyy-MM-dd HH:mm:ss Z'), '2024-03-01 10:00:00 +05:30', '2024-03-01 04:30:00'],
    [moment('yyyy-MM-dd HH:mm:ss Z'), '2024-03-01 10:00:00 Z', '2024-03-01 10:00:00'],
    [moment('yyyy-MM-dd HH:mm:ss z'), '2024-03-01 10:00:00 UTC', '2024-03-01 10:00:00'],
    [moment('dd/MM/yyyy HH:mm', 'Asia/Kolkata'), '01/03/2024 10:00', '2024-03-01 04:30:00'],
    [{ type: 'instant', zone: 'Europe/Berlin' }, '2024-07-01 10:00', '2024-07-01 08:00:00'],
    [moment('epoch seconds'), '1709335800', '2024-03-01 23:30:00'],
    [moment('epoch seconds'), '1709335800.5', '2024-03-01 23:30:00.5'],
    [moment('epoch seconds'), '-86400', '1969-12-31 00:00:00'],
    [moment('epoch milliseconds'), '1709335800123', '2024-03-01 23:30:00.123'],
    [moment('epoch microseconds'), '1709335800123456', '2024-03-01 23:30:00.123456'],
  ])('%o: %s is read', async (column, value, expected) => {
    const [row] = await files.read(await given(column, value))
    expect(row?.['b']).toEqual(column.type === type ? Number(expected).toFixed(2) : expected)
  })

  it.each<readonly [ColumnContract, string, string]>([
    [german, '1.234.5', 'type'],
    [german, '1.23,45', 'type'],
    [german, '0.123', 'type'],
    [german, '1,234.56', 'type'],
    [german, '1.234,567', 'digits'],
    [german, 'NaN', 'finite'],
    [{ type: 'decimal(4,2)', decimal: ',' }, '123,45', 'range'],
    [english, '12,34,567', 'type'],
    [english, '1234,567', 'type'],
    [english, ',123', 'type'],
    [{ type, decimal: ',' }, '1.5', 'type'],
    [french, '1  234', 'type'],
    [euros, '1.234,56 $', 'type'],
    [euros, '(1,00', 'type'],
    [euros, '-5-', 'type'],
    [euros, '1€2', 'type'],
    [{ type, currency: '€' }, '5-', 'type'],
    [{ type, currency: '€' }, '(5)', 'type'],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '31.02.2024', 'type'],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '1.3.2024', 'type'],
    [{ type: 'date', format: 'dd.MM.yyyy' }, '2024-03-01', 'type'],
    [{ type: 'date', format: 'dd/MM/yyyy' }, '03/13/2024', 'type'],
    [{ type: 'date', format: 'd MMM yyyy' }, '1 Mai 2024', 'type'],
    [{ type: 'date', format: 'dd.MM.yyyy HH:mm' }, '01.03.2024 10:00', 'digits'],
    [{ type: 'timestamp', format: 'dd.MM.yyyy HH:mm' }, '01.03.2024 24:00', 'type'],
    [{ type: 'timestamp', format: 'dd.MM.yyyy HH:mm:ss.SSS' }, '01.03.2024 10:00:00.1234567', 'digits'],
    [moment('epoch seconds'), '1709335800123', 'type'],
    [moment('yyyy-MM-dd HH:mm:ss Z'), '2024-03-01 10:00:00', 'type'],
    [{ type: 'instant', zone: 'Europe/Berlin' }, '2024-03-31 02:30', 'type'],
    [{ type: 'instant', zone: 'Europe/Berlin' }, '2024-07-01 10:00Z', 'type'],
  ])('%o: %s is refused', async (column, value, rule) => {
    const read = files.read(await given(column, value))
    expect(await violationsOf(read)).toMatchObject([{ column: 'b', rule, rows: 1, examples: [{ row: 2 }] }])
  })

  it('is refused with its line, the form, and three examples', async () => {
    await files.write(
      'form-words.csv',
      'total;sold\n1,00;31.02.2024\n1.234.5;01.03.2024\n1.2;1.3.2024\n3.4;x\n5.6;\n',
    )
    const columns = {
      total: german,
      sold: { type: 'date', format: 'dd.MM.yyyy', nullable: true },
    } as const
    const { message } = await refusalOf(
      files.read(source('given', { files: 'form-words.csv', delimiter: ';', columns })),
    )
    expect(message).toContain(
      'total: 4 rows: not such a value, such as "1.234.5" in line 3, "1.2" in line 4, "3.4" in line 5',
    )
    expect(message).toContain(
      '`total` is declared decimal(18,2): numbers with `,` before the decimals, `.` between groups of three digits, such as 1.234,56. "1.234.5" is not grouped so',
    )
    expect(message).toContain(
      '`sold` is declared date: `dd.MM.yyyy`, such as 01.03.2024. "31.02.2024" is no day or time that exists. "1.3.2024" is not written so.',
    )
  })

  it('is any number that another program writes in it', async () => {
    const cents = fc.integer({ min: -(10 ** 11), max: 10 ** 11 })
    const locales = fc.constantFrom(
      ['de-DE', german],
      ['en-US', english],
      ['fr-FR', french],
      ['de-CH', swiss],
    )
    await fc.assert(
      fc.asyncProperty(cents, locales, async (number, [locale, column]) => {
        const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(number / 100)
        const [row] = await files.read(await given(column, text))
        expect(Math.round(Number(row?.['b']) * 100)).toBe(number)
      }),
      { numRuns: 40 },
    )
  })

  it('in JSON is for texts: a number has a point and no thousands', async () => {
    await files.write('form.ndjson', '{"a":1.234}\n{"a":"1.234"}\n{"a":5}\n')
    const columns = { a: { ...german, type: 'decimal(18,3)' } } as const
    const rows = await files.read(source('given', { files: 'form.ndjson', columns }))
    expect(rows.map(({ a }) => Number(a))).toEqual([1.234, 1234, 5])
  })

  it('reads counts from 1970 and clocks of a zone in Parquet', async () => {
    await files.copy(
      "SELECT 1709335800123::BIGINT AS ms, TIMESTAMP '2024-07-01 10:00:00' AS clock, 20240301 AS day, '1.234,5' AS total",
      'form.parquet',
      'FORMAT parquet',
    )
    const columns = {
      ms: moment('epoch milliseconds'),
      clock: { type: 'instant', zone: 'Europe/Berlin' },
      day: { type: 'date', format: 'yyyyMMdd' },
      total: german,
    } as const
    expect(await files.read(source('given', { files: 'form.parquet', columns }))).toEqual([
      { ms: '2024-03-01 23:30:00.123', clock: '2024-07-01 08:00:00', day: '2024-03-01', total: '1234.50' },
    ])
  })
})

describe('a form that cannot be is refused where it is declared', () => {
  it.each<readonly [ColumnContract, string]>([
    [{ type, thousands: '.' }, "with `decimal: ','` it can be"],
    [{ type: 'text', decimal: ',' }, 'left out, as the column is declared text'],
    [{ type, format: 'dd.MM.yyyy' }, 'date, timestamp or instant'],
    [{ type: 'date', format: 'dd.mm.yyyy' }, 'a month (MM or MMM)'],
    [{ type: 'date', format: 'TT.MM.JJJJ' }, 'stands for nothing'],
    [{ type: 'timestamp', format: 'dd.MM.yyyy hh:mm' }, 'hh and a for a clock of 12 hours'],
    [{ type: 'timestamp', format: 'epoch seconds' }, 'declared instant'],
    [{ type: 'instant', format: 'dd.MM.yyyy HH:mm' }, 'a `zone` beside it'],
    [{ type: 'timestamp', zone: 'Europe/Berlin' }, 'or the column declared instant'],
    [{ type: 'instant', zone: 'Europe/Berln' }, 'IANA'],
  ])('%o', async (column, said) => {
    const declare = async () => Promise.resolve(source('given', { files: 'x.csv', columns: { b: column } }))
    const refusal = await refusalOf((async () => declare())())
    expect(refusal.code).toBe('invalid-declaration')
    expect(`${refusal.message} ${refusal.fix}`).toContain(said)
  })

  it('for a table', async () => {
    const declare = async () => Promise.resolve(source('given', { table: 't', columns: { b: german } }))
    const refusal = await refusalOf((async () => declare())())
    expect([refusal.code, refusal.facts]).toMatchObject(['only-for-files', { what: 'columns.b.decimal' }])
  })
})
