import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { source, type ColumnDeclaration } from '../../src/sources/source.js'
import { GivenFiles, refusalOf } from './given.js'

const files = new GivenFiles()
const of = (pattern: string, columns: Record<string, ColumnDeclaration> = { a: 'integer', b: 'text' }) =>
  source('ledger', { files: pattern, columns })

describe('a CSV file', () => {
  it('keeps quoted newlines, quotes, delimiters, blanks and characters of all languages', async () => {
    await files.write('quoted.csv', 'a,b\n1,"x\r\ny"\n2,"say ""hi"", twice"\n3, é 数 💥 \n4,"it\'s"\n')
    const rows = await files.read(of('quoted.csv'))
    expect(rows.map((row) => row['b'])).toEqual(['x\r\ny', 'say "hi", twice', ' é 数 💥 ', "it's"])
  })

  it('may begin with a byte order mark, end lines with CR LF, and end with empty lines', async () => {
    await files.write('bom.csv', '\uFEFFa,b\r\n1,x\r\n2,y\r\n\r\n')
    expect(await files.read(of('bom.csv'))).toEqual([
      { a: 1n, b: 'x' },
      { a: 2n, b: 'y' },
    ])
  })

  it('may write its header in other letter case, with blanks, over two lines, and in another order', async () => {
    await files.write('days/1.csv', 'A , b\n1,x\n')
    await files.write('days/2.csv', 'B,extra,a\ny,,2\n')
    await files.write('days/3.csv', '"a","b","over\ntwo"\n3,z,0\n')
    const rows = await files.read(of('days/*.csv'))
    expect(rows.map(({ a, b }) => `${String(a)}${String(b)}`).sort()).toEqual(['1x', '2y', '3z'])
  })

  it('may be compressed with gzip or Zstandard', async () => {
    await files.write('pressed/one.csv.gz', gzipSync('a,b\n1,x\n'))
    await files.copy("SELECT 2 AS a, 'y' AS b", 'pressed/two.csv.zst', 'FORMAT csv, HEADER, COMPRESSION zstd')
    await files.write('pressed/three.csv', 'a,b\n3,z\n')
    const rows = await files.read(of('pressed/*'))
    expect(rows.map(({ a }) => a).sort()).toEqual([1n, 2n, 3n])
  })

  it.each([
    [';', 'a;b, c\n1;x,y\n'],
    ['\t', 'a\tb\n1\tx,y\n'],
    ['|', 'a|b\n1|x,y\n'],
  ])('may be delimited by %j', async (_delimiter, content) => {
    await files.write('delimited.csv', content.replace('b, c', 'b'))
    expect(await files.read(of('delimited.csv'))).toEqual([{ a: 1n, b: 'x,y' }])
  })

  it('is delimited by what the source says', async () => {
    await files.write('given.csv', 'a~b\n1~x,y\n')
    const given = source('ledger', {
      files: 'given.csv',
      delimiter: '~',
      columns: { a: 'integer', b: 'text' },
    })
    expect(await files.read(given)).toEqual([{ a: 1n, b: 'x,y' }])
  })

  it('may have a file name in which characters are special', async () => {
    await files.write("it's [1] *.csv", 'a,b\n1,x\n')
    expect(await files.read(of("it's \\[1\\] \\*.csv"))).toEqual([{ a: 1n, b: 'x' }])
  })

  it('may hold a field of a megabyte, and is refused for a line of three', async () => {
    await files.write('long.csv', `a,b\n1,${'x'.repeat(1_000_000)}\n`)
    expect((await files.read(of('long.csv')))[0]?.['b']).toHaveLength(1_000_000)
    await files.write('longer.csv', `a,b\n1,${'x'.repeat(3_000_000)}\n`)
    const refusal = await refusalOf(files.read(of('longer.csv')))
    expect(refusal.facts).toMatchObject({ line: 2, problem: 'the line is longer than 2 MB.' })
    expect(refusal.message.length).toBeLessThan(400)
  })
})

describe('a CSV file that cannot be read is refused', () => {
  it.each([
    ['too few fields', 'a,b\n1,x\n2\n', { line: 3, problem: 'it has 1 fields where the header has 2.' }],
    ['too many fields', 'a,b\n1,x\n2,y,z\n', { line: 3, problem: 'it has 3 fields where the header has 2.' }],
    ['an open quote', 'a,b\n1,x\n2,"y\n', { line: 3 }],
    ['text behind a quote', 'a,b\n1,x\n2,"y"z\n', { line: 3 }],
  ])('for %s, with the line', async (_what, content, facts) => {
    const path = await files.write('bad.csv', content)
    const refusal = await refusalOf(files.read(of('bad.csv')))
    expect(refusal.code).toBe('file-malformed')
    expect(refusal.facts).toMatchObject({ source: 'ledger', path, ...facts })
  })

  it.each([
    ['Latin-1', Buffer.from('a,b\n1,x\n2,\xe9\n', 'latin1'), 'file-not-utf8', { line: 3 }],
    ['UTF-16', Buffer.from('\uFEFFa,b\n1,x\n', 'utf16le'), 'file-encoding', { likely: 'utf-16' }],
  ] as const)('when it is in %s', async (...[, content, code, facts]) => {
    const path = await files.write('encoded.csv', content)
    const refusal = await refusalOf(files.read(of('encoded.csv')))
    expect(refusal.code).toBe(code)
    expect(refusal.facts).toMatchObject({ source: 'ledger', path, ...facts })
  })

  it('when it is not compressed as its ending says', async () => {
    await files.write('fake.csv.gz', 'a,b\n1,x\n')
    expect(await refusalOf(files.read(of('fake.csv.gz')))).toMatchObject({ code: 'file-malformed' })
  })

  it('when it has 0 bytes, also among others', async () => {
    await files.write('some/1.csv', 'a,b\n1,x\n')
    const path = await files.write('some/2.csv', '')
    const refusal = await refusalOf(files.read(of('some/*.csv')))
    expect([refusal.code, refusal.facts]).toEqual(['file-empty', { source: 'ledger', path }])
  })

  it('when no file has a row; among others one may have none', async () => {
    const path = await files.write('heads/1.csv', 'a,b\n')
    const refusal = await refusalOf(files.read(of('heads/*.csv')))
    expect([refusal.code, refusal.facts]).toEqual([
      'source-without-rows',
      { source: 'ledger', paths: [path] },
    ])
    await files.write('heads/2.csv', 'a,b\n1,x\n')
    expect(await files.read(of('heads/*.csv'))).toEqual([{ a: 1n, b: 'x' }])
  })
})

describe('the header of a CSV file', () => {
  it('is refused without a declared column, with the one that was probably meant', async () => {
    const path = await files.write('missing.csv', 'ab,userky\n1,x\n')
    const refusal = await refusalOf(files.read(of('missing.csv', { userkey: 'text' })))
    expect(refusal.code).toBe('missing-column')
    expect(refusal.facts).toEqual({
      source: 'ledger',
      where: path,
      column: 'userkey',
      header: 'userkey',
      closest: 'userky',
      found: ['ab', 'userky'],
    })
    expect(refusal.message).toContain('Did you mean "userky"?')
  })

  it('may differ from the name of the column', async () => {
    await files.write('renamed.csv', 'Customer ID,b\n17850.0,x\n')
    const columns = { customer: { type: 'integer', header: 'Customer ID' } } as const
    expect(await files.read(of('renamed.csv', columns))).toEqual([{ customer: 17850n }])
  })

  it('is refused when two of its names could be the column, unless one is exactly it', async () => {
    await files.write('ambiguous.csv', 'A, a\n1,2\n')
    const refusal = await refusalOf(files.read(of('ambiguous.csv', { a: 'integer' })))
    expect([refusal.code, refusal.facts]).toMatchObject(['ambiguous-column', { found: ['A', ' a'] }])
    await files.write('exact.csv', 'A,a\n1,2\n')
    expect(await files.read(of('exact.csv', { a: 'integer' }))).toEqual([{ a: 2n }])
    await files.write('same.csv', 'a,a\n1,2\n')
    expect((await refusalOf(files.read(of('same.csv', { a: 'integer' })))).code).toBe('ambiguous-column')
  })

  it('may have further columns, unless the source refuses them', async () => {
    await files.write('extra.csv', 'a,b,c,\n1,x,y,z\n')
    expect(await files.read(of('extra.csv'))).toEqual([{ a: 1n, b: 'x' }])
    const strict = { ...of('extra.csv'), extraColumns: 'refuse' as const }
    const refusal = await refusalOf(files.read(strict))
    expect([refusal.code, refusal.facts]).toMatchObject([
      'extra-columns',
      { columns: ['c', 'the 4th, without a name'] },
    ])
  })
})
