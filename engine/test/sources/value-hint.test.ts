import { describe, expect, it } from 'vitest'
import { source, type SourceType } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()
let made = 0

async function hintOf(type: SourceType, value: string): Promise<string> {
  made += 1
  const name = `hint-${made}.csv`
  await files.write(name, `a;v\n1;${value}\n`)
  const declared = source('given', { files: name, delimiter: ';', columns: { v: type } })
  const [violation] = await violationsOf(files.read(declared))
  return violation?.hint ?? ''
}

describe('what is said of a value that is not of its type', () => {
  it.each<readonly [SourceType, string, string]>([
    ['timestamp', '2024-03-01T23:30:00Z', 'ends in Z, so it is a moment: declare `instant`'],
    ['timestamp', '2024-03-01 23:30:00+02:00', 'ends in an offset, so it is a moment'],
    ['date', '2024-03-01T23:30:00Z', 'so it is a moment: declare `instant`'],
    ['date', '2024-03-01 23:30:00', 'has a time of day: declare `timestamp`'],
    [
      'instant',
      '2024-03-01 10:00:00 -0500',
      "has a blank before its offset: declare `format: 'yyyy-MM-dd HH:mm:ss Z'`.",
    ],
    ['timestamp', '2024-03-01 10:00:00 -0500', "declare `instant` and `format: 'yyyy-MM-dd HH:mm:ss Z'`."],
    [
      'instant',
      '2024-03-01 10:00:00 UTC',
      "ends in the name of a zone: declare `format: 'yyyy-MM-dd HH:mm:ss z'`.",
    ],
    ['instant', '2024-03-01 10:00:00', 'has no zone: declare `timestamp`'],
    ['instant', '2024-03-01', 'is a day without a time: declare `date`'],
    ['date', '01.03.2024', "is a day-first date: declare `format: 'dd.MM.yyyy'`."],
    ['date', '13/03/2024', 'is a day-first date'],
    ['date', '03/13/2024', 'is a month-first date'],
    ['date', '03/04/2024', "declare `format: 'dd/MM/yyyy'` or `format: 'MM/dd/yyyy'`"],
    ['date', '20240301', 'without `-`'],
    ['date', '2024/03/01', 'has slashes'],
    ['date', '2024-3-1', 'of one digit'],
    ['date', '2024-02-30', 'is no day or time that exists'],
    ['timestamp', '1709335800', 'counts seconds since 1970'],
    ['instant', '1709335800000', 'counts milliseconds since 1970'],
    ['timestamp', '2024-03-01 11:30:00 PM', 'has a clock of 12 hours'],
    ['decimal(18,2)', '1.234,56', "declare `decimal: ','` and `thousands: '.'`"],
    ['decimal(18,2)', '12,5', 'has a decimal comma'],
    ['decimal(18,2)', '1,234', 'before thousands or decimals'],
    ['decimal(18,2)', '1,234.56', "has commas between thousands: declare `thousands: ','`"],
    ['decimal(18,2)', '$12.50', 'has a currency beside the number'],
    ['double', '12.50 €', 'has a currency beside the number'],
    ['double', 'EUR 12.50', 'has a currency beside the number'],
    ['decimal(18,2)', '(12.50)', 'is in brackets'],
    ['integer', '12-', 'has its minus behind it'],
    ['integer', '1e5', 'is written with an exponent'],
    ['integer', '12.5', 'has decimals: declare `decimal(18,2)`'],
    ['decimal(9,2)', '12.345', 'has more decimals'],
    ['decimal(4,2)', '123.45', 'up to 2 before and up to 2 behind'],
    ['integer', '99999999999999999999', 'Larger numbers fit `decimal(38,0)`'],
    ['integer', 'TRUE', 'declare `boolean`'],
    ['double', '12%', 'has a percent sign'],
    ['integer', 'N/A', 'name it in the source\'s `nulls`, as ["N/A"]'],
    ['boolean', 'yes', "lower(v) IN ('yes', 'y')"],
  ])('%s: %s', async (type, value, said) => {
    const hint = await hintOf(type, value)
    expect(hint).toContain(`\`v\` is declared ${type}: `)
    expect(hint).toContain(said)
  })

  it('accepts the forms that it names', async () => {
    await files.write(
      'accepted-forms.csv',
      'd,t,i,n,b\n2024-03-01,2024-03-01 23:30:00,2024-03-01T23:30:00Z,1234.5,true\n2024-03-01,2024-03-01 23:30:00.123456,2024-03-01 23:30:00-05:00,1234.5,F\n',
    )
    const columns = { d: 'date', t: 'timestamp', i: 'instant', n: 'decimal(18,2)', b: 'boolean' } as const
    expect(await files.read(source('given', { files: 'accepted-forms.csv', columns }))).toHaveLength(2)
  })

  it('stands below the rule in the refusal', async () => {
    await files.write('below.csv', 'v\n1e5\n')
    const { message } = await refusalOf(
      files.read(source('given', { files: 'below.csv', columns: { v: 'integer' } })),
    )
    expect(message).toMatch(/would lose digits, such as "1e5" in line 2\n {4}`v` is declared integer: /)
  })
})
