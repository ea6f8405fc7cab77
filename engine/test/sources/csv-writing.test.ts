import { describe, expect, it } from 'vitest'
import { source } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()
const columns = { a: 'integer', b: 'text?' } as const

describe('lines before the header', () => {
  it('are left out, and counted in the places of a refusal', async () => {
    const report = '\uFEFFOrders of May;;\r\n\r\n"Account ""7""";\r\na;b\r\n1;"two\r\nlines"\r\n2;y\r\n'
    await files.write('report.csv', report)
    const given = source('given', { files: 'report.csv', skipLines: 3, columns })
    expect(await files.read(given)).toEqual([
      { a: 1n, b: 'two\r\nlines' },
      { a: 2n, b: 'y' },
    ])
    // By hand: the header is line 4, the rows start at 5, 7 and 8.
    await files.write('report.csv', `${report}z;\r\n`)
    expect(await violationsOf(files.read(given))).toMatchObject([{ rule: 'type', examples: [{ row: 8 }] }])
  })

  it('are refused where a quote is open in them, as rows would be lost', async () => {
    await files.write('open.csv', 'Size 5"\na;b\n1;"x"\n2;y\n')
    const refusal = await refusalOf(files.read(source('given', { files: 'open.csv', skipLines: 1, columns })))
    expect([refusal.code, refusal.facts]).toMatchObject(['file-malformed', { line: 1 }])
    const unquoted = source('given', { files: 'open.csv', skipLines: 1, quote: '', columns })
    expect(await files.read(unquoted)).toEqual([
      { a: 1n, b: '"x"' },
      { a: 2n, b: 'y' },
    ])
  })
})

describe('the quote of a CSV file', () => {
  it('is another where the source says so', async () => {
    await files.write('single.csv', "'a';'b'\n1;'it''s; \"so\"'\n2;5\"\n")
    const given = source('given', { files: 'single.csv', quote: "'", columns })
    expect(await files.read(given)).toEqual([
      { a: 1n, b: 'it\'s; "so"' },
      { a: 2n, b: '5"' },
    ])
  })

  it('may be none, and then each line is a row', async () => {
    await files.write('bare.csv', 'a;b\n1;"x\n2;y"\nz;\n')
    const given = source('given', { files: 'bare.csv', quote: '', columns })
    expect(await violationsOf(files.read(given))).toMatchObject([{ examples: [{ row: 4, value: 'z' }] }])
  })

  it('is for files', async () => {
    const declare = async () => Promise.resolve(source('given', { table: 't', quote: "'", columns }))
    const refusal = await refusalOf((async () => declare())())
    expect([refusal.code, refusal.facts]).toMatchObject(['only-for-files', { what: 'quote' }])
  })
})
