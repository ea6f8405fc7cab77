import { describe, expect, it } from 'vitest'
import { source } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()

describe('no value', () => {
  it('is an empty field of a CSV file that is not quoted; a quoted one is empty text', async () => {
    await files.write('empty.csv', 'a,b,c\n,"",\n1,"",""\n"",x,y\n')
    const of = source('o', { files: 'empty.csv', columns: { a: 'integer?', b: 'text', c: 'text?' } })
    expect(await files.read(of)).toEqual([
      { a: null, b: '', c: null },
      { a: 1n, b: '', c: '' },
      { a: null, b: 'x', c: 'y' },
    ])
  })

  it('breaks the contract of a text column that must have one', async () => {
    await files.write('missing.csv', 'a,b\n1,x\n2,\n')
    const of = source('o', { files: 'missing.csv', columns: { a: 'integer', b: 'text' } })
    expect(await violationsOf(files.read(of))).toMatchObject([{ column: 'b', rule: 'not-null', rows: 1 }])
  })

  it.each([
    ['words.csv', 'a,b,c\nNULL,\\N,"NA"\n1,null, \\N \n'],
    ['words.ndjson', '{"a":"NULL","b":"\\\\N","c":"NA"}\n{"a":1,"b":"null","c":" \\\\N "}\n'],
  ])('is a word that the source declares, in %s', async (path, content) => {
    await files.write(path, content)
    const columns = { a: 'integer?', b: 'text?', c: 'text?' } as const
    const of = source('o', { files: path, columns, nulls: ['NULL', '\\N', 'NA'] })
    expect(await files.read(of)).toEqual([
      { a: null, b: null, c: null },
      { a: 1n, b: 'null', c: null },
    ])
  })

  it('is a declared word in texts of Parquet files, too', async () => {
    await files.copy("SELECT '-' AS a, '-' AS b, 'x-' AS c", 'words.parquet', 'FORMAT parquet')
    const columns = { a: 'integer?', b: 'text?', c: 'text?' } as const
    const of = source('o', { files: 'words.parquet', columns, nulls: ['-'] })
    expect(await files.read(of)).toEqual([{ a: null, b: null, c: 'x-' }])
  })

  it('has no words in tables, which have null', async () => {
    const declare = () =>
      Promise.resolve().then(() => source('o', { table: 'o', columns: { a: 'text' }, nulls: ['-'] }))
    expect((await refusalOf(declare())).code).toBe('only-for-files')
  })
})
