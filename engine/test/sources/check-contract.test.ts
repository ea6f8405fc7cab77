import { describe, expect, it } from 'vitest'
import { contractBroken } from '../../src/sources/check-contract.js'
import { source } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()

describe('the contract of a source', () => {
  it('finds wrong values among a million rows, and says where they are', async () => {
    const wrong =
      "CASE WHEN range IN (899999, 899998, 950000, 999999) THEN 'abc' ELSE CAST(range AS VARCHAR) END"
    const where = await files.copy(
      `SELECT range AS id, ${wrong} AS amount FROM range(1000000)`,
      'million.csv',
      'FORMAT csv, HEADER',
    )
    const million = source('million', {
      files: 'million.csv',
      columns: { id: 'integer', amount: 'decimal(18,2)' },
    })
    const refusal = await refusalOf(files.read(million))
    expect(refusal.code).toBe('contract-broken')
    expect(refusal.facts).toEqual({
      source: 'million',
      violations: [
        {
          source: 'million',
          where,
          column: 'amount',
          rule: 'type',
          rows: 4,
          examples: [
            { row: 900_000, value: 'abc' },
            { row: 900_001, value: 'abc' },
            { row: 950_002, value: 'abc' },
          ],
          hint: '`amount` is declared decimal(18,2): plain digits, up to 16 before and up to 2 behind a decimal point, such as 1234.5. "abc" is text: declare `text`, or correct the data.',
        },
      ],
    })
    expect(refusal.message).toContain(
      `${where}: amount: 4 rows: not such a value, such as "abc" in line 900000`,
    )
  })

  it('reports each file, column and rule apart', async () => {
    await files.write('several/1.csv', 'a,b\n1,x\n,y\nz,x\n1.5,x\n')
    await files.write('several/2.csv', 'b,a\nx,1\nq,2\n')
    await files.write('several/3.csv', 'a,b\n7,x\n')
    const several = source('several', {
      files: 'several/*.csv',
      columns: { a: 'integer', b: { type: 'text', accepted: ['x', 'y'] } },
    })
    const found = await violationsOf(files.read(several))
    expect(
      found.map(({ where, column, rule, rows, examples }) => [where.slice(-5), column, rule, rows, examples]),
    ).toEqual([
      ['1.csv', 'a', 'digits', 1, [{ row: 5, value: '1.5' }]],
      ['1.csv', 'a', 'type', 1, [{ row: 4, value: 'z' }]],
      ['1.csv', 'a', 'not-null', 1, [{ row: 3, value: null }]],
      ['2.csv', 'b', 'accepted', 1, [{ row: 3, value: 'q' }]],
    ])
  })

  it('compares accepted numbers as numbers, and lets null be where it may', async () => {
    await files.write('accepted.csv', 'a,b\n1.50,1\n2,\n')
    const accepted = source('accepted', {
      files: 'accepted.csv',
      columns: {
        a: { type: 'decimal(9,2)', accepted: [1.5, '2'] },
        b: { type: 'integer', nullable: true, accepted: [1] },
      },
    })
    expect(await files.read(accepted)).toHaveLength(2)
  })

  it('finds rows that share a key, across files', async () => {
    await files.write('keys/1.csv', 'day,line,n\n2025-10-01,A,1\n2025-10-01,B,1\n')
    await files.write('keys/2.csv', 'day,line,n\n2025-10-01,A,2\n2025-10-02,A,1\n2025-10-01,A,1\n')
    const keyed = source('keyed', {
      files: 'keys/*.csv',
      columns: { day: 'date', line: 'text', n: 'integer' },
      key: ['day', 'line'],
    })
    expect(await violationsOf(files.read(keyed))).toEqual([
      {
        source: 'keyed',
        where: 'keys/*.csv',
        column: 'day, line',
        rule: 'key',
        rows: 3,
        examples: [{ row: undefined, value: '2025-10-01, A' }],
      },
    ])
  })

  it('lets the latest row of a key hold, but not two that differ', async () => {
    const latest = (file: string) =>
      source('plans', {
        files: file,
        columns: { id: 'text', at: 'timestamp', n: 'integer?' },
        key: ['id'],
        latestBy: 'at',
      })
    const same =
      'id,at,n\na,2025-10-01 00:00,1\na,2025-10-02 00:00,\na,2025-10-02 00:00,\nb,2025-10-01 00:00,1\n'
    await files.write('latest.csv', same)
    expect(await files.read(latest('latest.csv'))).toHaveLength(4)
    await files.write('tie.csv', `${same}b,2025-10-01 00:00,\n`)
    expect(await violationsOf(files.read(latest('tie.csv')))).toMatchObject([
      { column: 'id, at', rule: 'tie', rows: 2, examples: [{ value: 'b, 2025-10-01 00:00:00' }] },
    ])
  })

  it('is told in few lines, however much is broken', () => {
    const given = source('given', { files: 'x.csv', columns: { a: 'text' } })
    const violations = Array.from({ length: 40 }, (_each, at) => ({
      source: 'given',
      where: `${at}.csv`,
      column: 'a',
      rule: 'not-null' as const,
      rows: 1,
      examples: [{ row: 3, value: null }],
    }))
    const refusal = contractBroken(given, violations)
    const lines = refusal.message.split('\n')
    expect(lines).toHaveLength(14)
    expect(lines.slice(0, 2)).toEqual([
      'The rows of source "given" break its contract:',
      '  0.csv: a: 1 row: missing, such as nothing in line 3',
    ])
    expect(lines[13]).toBe('  and 28 more')
    expect(refusal.facts.violations).toHaveLength(40)
  })
})
