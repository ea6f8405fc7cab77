import { describe, expect, it } from 'vitest'
import { source, type SourceDeclaration } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()

type Declared = Omit<SourceDeclaration<string, string>, 'files'>

async function read(content: string | Uint8Array, declared: Declared) {
  await files.write('given.csv', content)
  return files.read(source('given', { files: 'given.csv', ...declared }))
}

const money = { type: 'decimal(18,2)', decimal: ',', thousands: '.' } as const

describe('what programs export', () => {
  it('Excel: a line that names the separator, blank rows below, a field in two lines', async () => {
    const given = '\uFEFFsep=;\r\nName;Umsatz\r\n"A ""b""\r\nc";1.234,50\r\n;0,00\r\n;\r\n;\r\n'
    const columns = { name: { type: 'text?', nullable: true, header: 'name' }, umsatz: money } as const
    const declared = { columns: { ...columns, name: { type: 'text', nullable: true } } } as const
    expect(await read(given, declared)).toEqual([
      { name: 'A "b"\r\nc', umsatz: '1234.50' },
      { name: null, umsatz: '0.00' },
    ])
  })

  it('a German bank: Windows-1252, lines before and behind, minus behind the amount', async () => {
    const lines = [
      'Kontonummer:;"DE12 3456"',
      '',
      'Buchungstag;Empfänger;Betrag;',
      '01.03.2024;"Müller; Söhne";1.234,56-;',
      '02.03.2024;Bäckerei;12,00;',
      '',
      'Endsaldo;02.03.2024;-1.222,56;',
      'Alle Angaben ohne Gewähr',
      '',
    ]
    const declared = {
      encoding: 'windows-1252',
      skipLines: 2,
      footer: ['Endsaldo', 'Alle Angaben'],
      columns: {
        day: { type: 'date', header: 'Buchungstag', format: 'dd.MM.yyyy' },
        payee: { type: 'text', header: 'empfänger' },
        amount: { ...money, header: 'Betrag', negative: 'trailing' },
      },
    } as const
    expect(await read(Buffer.from(lines.join('\r\n'), 'latin1'), declared)).toEqual([
      { day: '2024-03-01', payee: 'Müller; Söhne', amount: '-1234.56' },
      { day: '2024-03-02', payee: 'Bäckerei', amount: '12.00' },
    ])
    const broken = lines.with(4, 'gestern;Bäckerei;12,00;').join('\r\n')
    const found = await violationsOf(read(Buffer.from(broken, 'latin1'), declared))
    expect(found).toMatchObject([{ column: 'day', examples: [{ row: 5, value: 'gestern' }] }])
    const behind = [...lines, '03.03.2024;Bäckerei;9,00;'].join('\r\n')
    const refusal = await refusalOf(read(Buffer.from(behind, 'latin1'), declared))
    expect([refusal.code, refusal.facts]).toMatchObject(['file-malformed', { line: 10 }])
  })

  it('Google Ads: a title and totals', async () => {
    const given = [
      'Campaign report',
      '"March 1, 2024 - March 31, 2024"',
      'Campaign,Currency code,Cost,Clicks',
      'Brand,EUR,"1,234.50","1,000"',
      'Total-free,EUR,1.00,0',
      'Total: Campaigns, --,"1,235.50","1,000"',
      '"Total: Account", --,"1,235.50","1,000"',
    ].join('\n')
    const columns = {
      campaign: 'text',
      cost: { type: 'decimal(18,2)', thousands: ',' },
      clicks: { type: 'integer', thousands: ',' },
    } as const
    const rows = [
      { campaign: 'Brand', cost: '1234.50', clicks: 1000n },
      { campaign: 'Total-free', cost: '1.00', clicks: 0n },
    ]
    expect(await read(given, { skipLines: 2, footer: 'Total:', columns })).toEqual(rows)
    expect(await read(`${given}\n\n`, { skipLines: 2, footerLines: 2, columns })).toEqual(rows)
  })

  it('Microsoft and Meta: UTF-16, tabs', async () => {
    const given = '\uFEFFDay\tAmount spent (EUR)\r\n2024-03-01\t5,50\r\n'
    const bytes = Buffer.from(given, 'utf16le')
    const columns = {
      day: 'date',
      spent: { type: 'decimal(18,2)', decimal: ',', header: 'Amount spent (EUR)' },
    } as const
    expect(await read(bytes, { encoding: 'utf-16', columns })).toEqual([{ day: '2024-03-01', spent: '5.50' }])
  })

  it('SAP: bars around the fields, points between thousands, minus behind', async () => {
    const given = [
      '* Belege 01.03.2024',
      '-----------------------',
      '|Beleg   |   Betrag    |',
      '-----------------------',
      '|900001  |  1.234,56-  |',
      '|900002  |      5,00   |',
      '-----------------------',
      '* Summe  | 1.229,56-   |',
    ].join('\n')
    const columns = { beleg: { type: 'integer' }, betrag: { ...money, negative: 'trailing' } } as const
    expect(await read(given, { comment: ['---', '*'], delimiter: '|', quote: '', columns })).toEqual([
      { beleg: 900001n, betrag: '-1234.56' },
      { beleg: 900002n, betrag: '5.00' },
    ])
  })

  it('Shopify and Stripe: offsets, UTC, codes of currencies, signs that are escaped', async () => {
    const given = [
      'Name,Created at,Total,Notes',
      '#1001,2024-03-01 10:00:00 -0500,12.50 USD,"say \\"hi\\", \\\\"',
      '#1002,2024-03-02 00:30:00 -0500,0.00 USD,',
    ].join('\r\n')
    const columns = {
      name: 'text',
      at: { type: 'instant', header: 'created AT ', format: 'yyyy-MM-dd HH:mm:ss Z' },
      total: { type: 'decimal(18,2)', currency: 'USD' },
      notes: 'text?',
    } as const
    expect(await read(given, { escape: '\\', columns })).toEqual([
      { name: '#1001', at: '2024-03-01 15:00:00', total: '12.50', notes: 'say "hi", \\' },
      { name: '#1002', at: '2024-03-02 05:30:00', total: '0.00', notes: null },
    ])
  })

  it('comments before the header and between rows, and not within a field', async () => {
    const given = '# made by a program\n\n# "x\nid,note\n1,"a\n# b"\n# 2,c\n"# 3",d\n4,# e\n'
    const columns = { id: 'text', note: 'text' } as const
    expect(await read(given, { comment: '#', columns })).toEqual([
      { id: '1', note: 'a\n# b' },
      { id: '4', note: '# e' },
    ])
    const found = await violationsOf(
      read(`${given},x\n`, { comment: '#', columns: { ...columns, id: 'integer' } }),
    )
    expect(found).toMatchObject([{ rule: 'not-null', examples: [{ row: 10 }] }])
  })

  it('lines that end in CR alone, and rows with a delimiter behind the last field', async () => {
    const columns = { id: 'integer', note: 'text' } as const
    expect(await read('#\rid,note\r1,a,\r2,b,\r', { comment: '#', columns })).toEqual([
      { id: 1n, note: 'a' },
      { id: 2n, note: 'b' },
    ])
    const refusal = await refusalOf(read('id,note\n1,a,\n2,b,c\n', { columns }))
    expect([refusal.code, refusal.facts]).toMatchObject(['file-malformed', { line: 3 }])
  })

  it('files without a header, and headers that are there twice', async () => {
    const columns = {
      day: { type: 'date', position: 1 },
      amount: { type: 'integer', position: 3 },
    } as const
    const bare = '2024-03-01;"a\nb";5\n\n2024-03-02;c;x\n'
    const found = await violationsOf(read(bare, { hasHeader: false, delimiter: ';', columns }))
    expect(found).toMatchObject([{ column: 'amount', examples: [{ row: 4, value: 'x' }] }])
    expect(await read(bare.replace('x', '7'), { hasHeader: false, delimiter: ';', columns })).toEqual([
      { day: '2024-03-01', amount: 5n },
      { day: '2024-03-02', amount: 7n },
    ])
    const twice = 'Day,Amount,Amount\n2024-03-01,1,2\n'
    expect(await read(twice, { columns })).toEqual([{ day: '2024-03-01', amount: 2n }])
    const unsaid = await refusalOf(read(twice, { columns: { amount: 'integer' } }))
    expect([unsaid.code, unsaid.fix]).toEqual(['ambiguous-column', expect.stringContaining('position')])
    const beyond = await refusalOf(read(twice, { columns: { x: { type: 'integer', position: 4 } } }))
    expect(beyond.code).toBe('missing-column')
    const spelled = await refusalOf(read('Order Date\n2024-03-01\n', { columns: { orderDate: 'date' } }))
    expect(spelled.facts).toMatchObject({ closest: 'Order Date' })
  })

  it('files that Zstandard has packed, with lines that are left out', async () => {
    const options = "FORMAT csv, COMPRESSION zstd, QUOTE ''"
    const query = "SELECT * FROM (VALUES ('1', 'é'), ('# 2', 'b'), ('3', '😀')) AS t(id, note)"
    await files.copy(query, 'packed.csv.zst', options)
    const columns = { id: 'integer', note: 'text' } as const
    expect(await files.read(source('given', { files: 'packed.csv.zst', comment: '#', columns }))).toEqual([
      { id: 1n, note: 'é' },
      { id: 3n, note: '😀' },
    ])
  })

  it('lines that end in different ways, which are refused', async () => {
    const refusal = await refusalOf(read('id,note\r\n1,a\n2,b\r\n', { columns: { id: 'integer' } }))
    expect([refusal.code, refusal.facts]).toMatchObject([
      'file-malformed',
      { problem: expect.stringContaining('do not all end in the same way') as string },
    ])
  })

  it('a single column with blank lines', async () => {
    expect(await read('id\n1\n\n2\n\n', { columns: { id: 'integer' } })).toEqual([{ id: 1n }, { id: 2n }])
    const found = await violationsOf(read('id\n1\n\nx\n\n', { columns: { id: 'integer' } }))
    expect(found).toMatchObject([{ examples: [{ row: 4, value: 'x' }] }])
  })
})
