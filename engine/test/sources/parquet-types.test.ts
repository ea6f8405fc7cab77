import { describe, expect, it } from 'vitest'
import { source } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()

/** Two values of one column, written byte by byte as the format says: 2024-03-01 10:00 and half a second before 1900. */
const int96 =
  'UEFSMRUAFTAVMCwVBBUAFQYVBgAAAEA2570gAADTiiUAAJuBc5ROAACs2SQAFQIZLEgEcm9vdBUCABUGJQAYAmF0ABYEGRwZHCYIHBUGGRUAGRgCYXQVABYEFlIWUiYIAAAWUhYEAAA7AAAAUEFSMQ=='

describe('types of Parquet', () => {
  it('that are wide, named or inside of others are read without a loss', async () => {
    await files.copy(
      `SELECT '6f1ed002-ab5f-4b1c-9f5c-000000000001'::UUID AS id, 12345678901234567890123456.0123456789::DECIMAL(38,10) AS wide,
        18446744073709551615::UBIGINT AS large, 'b'::ENUM('a','b') AS kind, TIMESTAMP_NS '2024-03-01 10:00:00.123456000' AS at,
        [{sku: 'x', price: 1.25::DECIMAL(9,4)}, {sku: 'y', price: 2}] AS items, {address: {city: 'Bonn'}} AS customer, 0.1::FLOAT AS tenth`,
      'types.parquet',
      'FORMAT parquet',
    )
    const given = source('given', {
      files: 'types.parquet',
      columns: {
        id: 'text',
        wide: 'decimal(38,10)',
        large: 'decimal(20,0)',
        kind: 'text',
        at: 'timestamp',
        second: { type: 'text', path: 'items[1].sku' },
        price: { type: 'decimal(18,2)', path: 'items[0].price' },
        third: { type: 'text', path: 'items[2].sku', nullable: true },
        city: { type: 'text', path: 'customer.address.city' },
      },
    })
    expect(await files.read(given)).toEqual([
      {
        id: '6f1ed002-ab5f-4b1c-9f5c-000000000001',
        wide: '12345678901234567890123456.0123456789',
        large: 18446744073709551615n,
        kind: 'b',
        at: '2024-03-01 10:00:00.123456',
        second: 'y',
        price: '1.25',
        third: null,
        city: 'Bonn',
      },
    ])
  })

  it('that do not fit are refused with the row', async () => {
    const query = `SELECT 1.005::DECIMAL(9,3) AS fine, 18446744073709551615::UBIGINT AS large, TIMESTAMP_NS '2024-03-01 10:00:00.123456789' AS at`
    await files.copy(query, 'beyond.parquet', 'FORMAT parquet')
    const found = await violationsOf(
      files.read(
        source('given', {
          files: 'beyond.parquet',
          columns: { fine: 'decimal(9,2)', large: 'integer', at: 'timestamp' },
        }),
      ),
    )
    expect(found.map(({ column, rule, examples }) => [column, rule, examples[0]?.row])).toEqual([
      ['fine', 'digits', 1],
      ['large', 'range', 1],
      ['at', 'digits', 1],
    ])
    const list = await files.copy('SELECT [1, 2] AS n', 'list.parquet', 'FORMAT parquet')
    const refusal = await refusalOf(files.read(source('given', { files: list, columns: { n: 'integer' } })))
    expect([refusal.code, refusal.facts]).toMatchObject(['column-type', { found: 'INTEGER[]' }])
  })

  it('that older programs write for moments, INT96, are times without a zone', async () => {
    await files.write('int96.parquet', Buffer.from(int96, 'base64'))
    const given = (type: 'timestamp' | 'instant') =>
      source('given', {
        files: 'int96.parquet',
        columns: { at: type === 'instant' ? { type, zone: 'Europe/Berlin' } : type },
      })
    expect(await files.read(given('timestamp'))).toEqual([
      { at: '2024-03-01 10:00:00' },
      { at: '1899-12-31 23:59:59.5' },
    ])
    const [first] = await files.read(given('instant'))
    expect(first).toEqual({ at: '2024-03-01 09:00:00' })
  })
})
