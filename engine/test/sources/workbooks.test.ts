import { copyFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeXlsx } from 'hucre/xlsx'
import { describe, expect, it } from 'vitest'
import { source, type SourceDeclaration } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()

type Declared = Omit<SourceDeclaration<string, string>, 'files'>

async function read(workbook: string, declared: Declared) {
  await copyFile(join(import.meta.dirname, 'workbooks', workbook), join(files.folder, workbook))
  return files.read(source('given', { files: workbook, ...declared }))
}

const columns = {
  id: 'integer',
  day: { type: 'date', header: 'order date', format: 'dd.MM.yyyy' },
  amount: { type: 'decimal(18,2)', decimal: ',', thousands: '.' },
  share: 'decimal(5,3)',
  paid: 'boolean',
  region: 'text',
  at: 'timestamp',
  code: 'text',
} as const

const orders = { sheet: 'Orders', headerRow: 3, footer: 'Total', columns } as const

describe('a workbook', () => {
  it.each(['orders.xlsx', 'orders-1904.xlsx'])(
    'that openpyxl made gives what it was given: %s',
    async (file) => {
      const rows = await read(file, orders)
      const expected = [
        {
          id: 1n,
          day: '2024-03-01',
          amount: '1234.56',
          share: '0.125',
          paid: true,
          region: 'North',
          at: '2024-03-01 10:30:15',
          code: '007',
        },
        {
          id: 2n,
          day: '1900-03-01',
          amount: '0.30',
          share: '1.000',
          paid: false,
          region: 'North',
          at: '2024-03-01 00:00:00.5',
          code: 'x',
        },
        {
          id: 3n,
          day: '2024-12-31',
          amount: '1234.50',
          share: '0.500',
          paid: true,
          region: 'South',
          at: '2024-03-31 02:30:00',
          code: '7',
        },
        {
          id: 4n,
          day: '2024-03-05',
          amount: '-5.00',
          share: '0.000',
          paid: false,
          region: 'South',
          at: '2024-03-02 00:00:00',
          code: '1000000000000000000000',
        },
      ]
      expect(rows).toEqual(expected)
    },
  )

  it('has numbers as sheets show them, and formulas by the values that are stored', async () => {
    const given = { columns: { amount: 'decimal(18,2)', sum: 'decimal(18,2)', text: 'text' } } as const
    expect(await read('formulas.xlsx', given)).toEqual([{ amount: '1.10', sum: '0.30', text: 'a' }])
    const exact = await read('formulas.xlsx', { columns: { sum: 'double' } })
    expect(exact).toEqual([{ sum: 0.1 + 0.2 }])
    const found = await violationsOf(read('formulas.xlsx', { columns: { error: 'text' } }))
    expect(found).toMatchObject([{ rule: 'type', examples: [{ value: '#DIV/0!', cell: 'D2' }] }])
    const none = await read('formulas.xlsx', { nulls: ['#DIV/0!'], columns: { error: 'text?' } })
    expect(none).toEqual([{ error: null }])
  })

  it('is refused by sheet and cell', async () => {
    const wrong = { sheet: 'wrong', columns: { id: 'integer', amount: 'decimal(18,2)' } } as const
    const found = await violationsOf(read('orders.xlsx', wrong))
    expect(found).toMatchObject([
      { column: 'id', rule: 'type', rows: 1, examples: [{ row: 5, value: '2024-03-01', cell: 'A5' }] },
      {
        column: 'amount',
        rows: 3,
        examples: [
          { row: 3, value: '#N/A', cell: 'B3' },
          { row: 4, value: '=1/0', cell: 'B4' },
          { row: 5, value: '10:30:00', cell: 'B5' },
        ],
      },
    ])
    expect(found[0]?.where).toBe(`${files.folder}/orders.xlsx, sheet "Wrong"`)
    const { message } = await refusalOf(read('orders.xlsx', wrong))
    expect(message).toContain('"#N/A" in cell B3')
  })

  it('has one sheet that is meant, or says which there are', async () => {
    const id = { columns: { id: 'integer' } } as const
    const several = await refusalOf(read('orders.xlsx', id))
    expect([several.code, several.facts]).toMatchObject(['unknown-sheet', { sheets: ['Orders', 'Wrong'] }])
    const unknown = await refusalOf(read('orders.xlsx', { ...id, sheet: 'Order' }))
    expect(unknown.facts).toMatchObject({ closest: 'Orders', sheets: ['Orders', 'Wrong', 'Hidden'] })
    expect(await read('orders.xlsx', { ...id, sheet: 'Hidden' })).toEqual([{ id: 9n }])
  })

  it('is read within a range, and without lines that are left out', async () => {
    const { id, amount } = columns
    const given = { sheet: 'Orders', columns: { id, amount } } as const
    expect(await read('orders.xlsx', { ...given, range: 'A3:D6' })).toHaveLength(3)
    expect(await read('orders.xlsx', { ...given, range: '$A$3:C10', footerLines: 2 })).toHaveLength(3)
    expect(await read('orders.xlsx', { ...given, range: 'A3:C10', comment: ['2', 'Total'] })).toEqual([
      { id: 1n, amount: '1234.56' },
      { id: 3n, amount: '1234.50' },
      { id: 4n, amount: '-5.00' },
    ])
    const missing = await refusalOf(read('orders.xlsx', { ...orders, range: 'A1:C10' }))
    expect([missing.code, missing.facts]).toMatchObject(['missing-column', { column: 'share' }])
  })

  it('may have no header', async () => {
    await files.write(
      'bare.xlsx',
      await writeXlsx({
        sheets: [
          {
            name: 'S',
            rows: [
              ['a', 1],
              ['b', 2],
            ],
          },
        ],
      }),
    )
    const given = source('given', {
      files: 'bare.xlsx',
      hasHeader: false,
      columns: { name: { type: 'text', position: 1 }, n: { type: 'integer', position: 2 } },
    })
    expect(await files.read(given)).toEqual([
      { name: 'a', n: 1n },
      { name: 'b', n: 2n },
    ])
  })

  it('keeps all digits that it has, and refuses numbers that have lost some', async () => {
    const rows = [
      ['Id', 'Amount'],
      [9007199254740991, 99999999.99],
      [12345678901234567000, 2 ** 40 + 0.005],
      [1, 1e-7],
    ]
    await files.write('digits.xlsx', await writeXlsx({ sheets: [{ name: 'S', rows }] }))
    const given = source('given', {
      files: 'digits.xlsx',
      columns: { id: 'integer', amount: 'decimal(38,8)' },
    })
    expect(await violationsOf(files.read(given))).toMatchObject([
      { column: 'id', rule: 'digits', rows: 1, examples: [{ cell: 'A3' }] },
      { column: 'amount', rule: 'digits', rows: 1, examples: [{ cell: 'B3' }] },
    ])
    await files.write('digits.xlsx', await writeXlsx({ sheets: [{ name: 'S', rows: rows.toSpliced(2, 1) }] }))
    expect(await files.read(given)).toEqual([
      { id: 9007199254740991n, amount: '99999999.99000000' },
      { id: 1n, amount: '0.00000010' },
    ])
  })

  it('that is none, or not all of one, is refused', async () => {
    const whole = await readFile(join(import.meta.dirname, 'workbooks/orders.xlsx'))
    for (const bytes of [Buffer.from('id;amount\n1;2\n'), whole.subarray(0, whole.length / 2)]) {
      await files.write('broken.xlsx', bytes)
      const given = source('given', { files: 'broken.xlsx', columns: { id: 'integer' } })
      expect((await refusalOf(files.read(given))).code).toBe('file-malformed')
    }
  })
})
