import { describe, expect, it } from 'vitest'
import { escapedForGlob, existingFolder, expandedBraces, globFiles } from '../../src/sources/glob.js'
import { raw } from '../../src/sql/sql.js'
import { GivenFiles } from './given.js'

const files = new GivenFiles()
const names = [
  'a.csv',
  'b.csv',
  'b.parquet',
  'c[1].csv',
  '2025/10/x.csv',
  '2025/11/y.csv',
  '2025/11/z.txt',
  '.hidden.csv',
]

async function give(): Promise<void> {
  for (const name of names) await files.write(`tree/${name}`, 'a\n1\n')
}

async function found(pattern: string): Promise<readonly string[]> {
  const root = `${files.folder}/tree/`
  return (await globFiles(root + pattern)).map((path) => path.slice(root.length))
}

describe('a pattern for files', () => {
  it.each([
    '*.csv',
    '?.csv',
    '[ab].csv',
    '[!a].csv',
    '[a-b].*',
    '**/*.csv',
    '2025/*/*',
    '2025/1[01]/?.*',
    'none*',
  ])('finds with %s what DuckDB finds', async (pattern) => {
    await give()
    const root = `${files.folder}/tree/`
    const rows = await files.query(
      raw(`SELECT file FROM glob('${root}${pattern}') WHERE file NOT LIKE '%/.%'`),
    )
    expect(await found(pattern)).toEqual(rows.map((row) => String(row['file']).slice(root.length)).sort())
  })

  it('takes braces as alternatives, nested ones too, and every file once', async () => {
    await give()
    expect(await found('{b.{csv,parquet},b.csv,a.csv}')).toEqual(['a.csv', 'b.csv', 'b.parquet'])
    expect(expandedBraces('{a,b}{1,2}{x}')).toEqual(['a1{x}', 'a2{x}', 'b1{x}', 'b2{x}'])
  })

  it('takes escaped characters for themselves', async () => {
    await give()
    expect(await found(escapedForGlob('c[1].csv'))).toEqual(['c[1].csv'])
    expect(await found('c[1].csv')).toEqual([])
  })

  it('finds hidden files only by their dot, and no folders', async () => {
    await give()
    expect(await found('.*.csv')).toEqual(['.hidden.csv'])
    expect(await found('2025')).toEqual([])
  })

  it('knows the deepest folder that exists', async () => {
    await give()
    expect(await existingFolder(`${files.folder}/tree/2025/12/*.csv`)).toBe(`${files.folder}/tree/2025`)
    expect(await existingFolder('/*/nowhere')).toBe('/')
  })
})
