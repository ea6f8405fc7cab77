import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { source, type ColumnDeclaration } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()
const of = (pattern: string, columns: Record<string, ColumnDeclaration>) =>
  source('ledger', { files: pattern, columns })

describe('Parquet files', () => {
  it('may differ in the order, the letter case and the types of their columns', async () => {
    await files.write('mixed/3.csv', 'a,b\n3,z\n')
    await files.copy("SELECT 1 AS a, 'x' AS b", 'mixed/1.parquet', 'FORMAT parquet')
    await files.copy(
      'SELECT \'y\' AS "B", 2.0::DOUBLE AS "A", 0 AS filename',
      'mixed/2.parquet',
      'FORMAT parquet',
    )
    const rows = await files.read(of('mixed/*', { a: 'integer', b: 'text' }))
    expect(rows.map(({ a, b }) => `${String(a)}${String(b)}`).sort()).toEqual(['1x', '2y', '3z'])
  })

  it('keep empty text apart from null', async () => {
    await files.copy("SELECT unnest(['', NULL]) AS a", 'empty.parquet', 'FORMAT parquet')
    expect(await files.read(of('empty.parquet', { a: 'text?' }))).toEqual([{ a: '' }, { a: null }])
    expect(await violationsOf(files.read(of('empty.parquet', { a: 'text' })))).toMatchObject([
      { rule: 'not-null', rows: 1, examples: [{ row: 2, value: null }] },
    ])
  })

  it('are refused when they are cut off', async () => {
    await files.write('cut.parquet', 'PAR1')
    const refusal = await refusalOf(files.read(of('cut.parquet', { a: 'text' })))
    expect([refusal.code, refusal.facts]).toMatchObject([
      'file-malformed',
      { problem: 'it is not a Parquet file, or not all of it.' },
    ])
  })
})

describe('NDJSON files', () => {
  it('are read by name, with null for what is left out where that may be', async () => {
    await files.write(
      'j.ndjson',
      '{"A":1,"b":"x\\ny"}\n{"b":"","A":"2","c":null}\n{"A":3.0,"b":12.50,"c":true}\n',
    )
    expect(await files.read(of('j.ndjson', { a: 'integer', b: 'text', c: 'boolean?', d: 'date?' }))).toEqual([
      { a: 1n, b: 'x\ny', c: null, d: null },
      { a: 2n, b: '', c: null, d: null },
      { a: 3n, b: '12.5', c: true, d: null },
    ])
  })

  it('may be compressed', async () => {
    await files.write('pressed.jsonl.gz', gzipSync('{"a":1}\n'))
    expect(await files.read(of('pressed.jsonl.gz', { a: 'integer' }))).toEqual([{ a: 1n }])
  })

  it('are refused without a column that may not be null, and where a row leaves it out', async () => {
    await files.write('left-out.ndjson', '{"a":1,"amount":1}\n{"a":2}\n')
    const refusal = await refusalOf(files.read(of('left-out.ndjson', { amounts: 'integer' })))
    expect(refusal.facts).toMatchObject({ column: 'amounts', closest: 'amount', found: ['a', 'amount'] })
    expect(await violationsOf(files.read(of('left-out.ndjson', { amount: 'integer' })))).toMatchObject([
      { rule: 'not-null', rows: 1, examples: [{ row: 2 }] },
    ])
  })

  it('hold decimals to 15 digits as numbers, and to all digits as text', async () => {
    await files.write('exact.ndjson', '{"a":123456789012.345}\n{"a":"12345678901234567.89"}\n')
    expect(await files.read(of('exact.ndjson', { a: 'decimal(38,3)' }))).toEqual([
      { a: '123456789012.345' },
      { a: '12345678901234567.890' },
    ])
    await files.write('inexact.ndjson', '{"a":12345678901234567.89}\n')
    expect(await violationsOf(files.read(of('inexact.ndjson', { a: 'decimal(38,3)' })))).toMatchObject([
      { rule: 'digits', rows: 1 },
    ])
  })

  it.each([
    ['{"a":1}\n{"a":\n', 2],
    ['{"a":1}\n[1]\n', 2],
  ])('are refused when a line is no object: %j', async (content, line) => {
    await files.write('bad.ndjson', content)
    const refusal = await refusalOf(files.read(of('bad.ndjson', { a: 'integer' })))
    expect([refusal.code, refusal.facts]).toMatchObject(['file-malformed', { line }])
  })
})
