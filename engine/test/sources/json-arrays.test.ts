import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { source, type ColumnDeclaration } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()
const of = (pattern: string, columns: Record<string, ColumnDeclaration> = { a: 'integer', b: 'text?' }) =>
  source('orders', { files: pattern, columns })
const mark = '\uFEFF'
const rows = [
  { a: 1n, b: 'x' },
  { a: 2n, b: null },
]
const lines = '{"a":1,"b":"x"}\n\n{"a":2}\n'
const array = '[{"a":1,"b":"x"},\n  {"a":2}]'

describe('JSON files', () => {
  it.each<readonly [string, string | Uint8Array]>([
    ['marked.ndjson', mark + lines],
    ['marked.ndjson.gz', gzipSync(mark + lines)],
    ['lines.json', lines],
    ['array.json', array],
    ['one-line.json', '[{"a":1,"b":"x"},{"a":2}]'],
    ['array.ndjson', array],
    ['marked.json', `${mark}\n ${array}`],
    ['pressed.json.gz', gzipSync(array)],
  ])('are read alike: %s', async (path, content) => {
    await files.write(`alike-${path}`, content)
    expect(await files.read(of(`alike-${path}`))).toEqual(rows)
  })

  it('may be mixed in one source', async () => {
    await files.write('mixed/1.ndjson', lines)
    await files.write('mixed/2.json', array)
    await files.write('mixed/3.jsonl', mark + lines)
    expect(await files.read(of('mixed/*'))).toHaveLength(6)
  })

  it('keep the number of a line behind a mark', async () => {
    await files.write('line.ndjson', `${mark}{"a":1}\n\n{"a":"z"}\n`)
    expect(await violationsOf(files.read(of('line.ndjson')))).toMatchObject([
      { rule: 'type', examples: [{ row: 3, value: 'z' }] },
    ])
  })

  it('have elements where they are arrays', async () => {
    await files.write('element.json', '[{"a":1},\n{"a":2},\n\n{"a":"z"}]')
    const refusal = await refusalOf(files.read(of('element.json')))
    expect(refusal.message).toContain('not such a value, such as "z" in element 3')
  })

  it('say which element is no object, or is malformed', async () => {
    await files.write('number.json', '[{"a":1},3,{"a":2}]')
    await files.write('cut.json', '[{"a":1},{"a":2},{"a"')
    const number = await refusalOf(files.read(of('number.json')))
    expect([number.code, number.message]).toEqual([
      'file-malformed',
      expect.stringContaining(
        "at element 2: an object with the columns' names belongs there, and it is a number.",
      ),
    ])
    const cut = await refusalOf(files.read(of('cut.json')))
    expect([cut.code, cut.facts]).toMatchObject(['file-malformed', { element: 3 }])
  })

  it('are refused as files without rows where the array is empty', async () => {
    await files.write('empty.json', '[]')
    expect((await refusalOf(files.read(of('empty.json')))).code).toBe('source-without-rows')
    const mayBe = source('orders', { files: 'empty.json', columns: { a: 'integer' }, mayBeEmpty: true })
    expect(await files.read(mayBe)).toEqual([])
  })
})

describe('CSV files', () => {
  it('may begin with a byte-order mark', async () => {
    for (const [name, content] of Object.entries({ plain: 'a,b\n1,x\n2,\n', quoted: '"a","b"\n1,x\n2,\n' })) {
      await files.write(`bom-${name}.csv`, mark + content)
      expect(await files.read(of(`bom-${name}.csv`))).toEqual(rows)
    }
    await files.write('bom.csv.gz', gzipSync(`${mark}a,b\n1,x\n2,\n`))
    expect(await files.read(of('bom.csv.gz'))).toEqual(rows)
  })

  it('have the line of the file where quoted fields hold line ends, compressed or not', async () => {
    const content = 'a,b\n1,"two\nlines"\n2,"and\n""three""\nlines"\nz,\n'
    await files.write('quoted.csv', content)
    await files.write('quoted.csv.gz', gzipSync(content))
    // Counted by hand: header 1, rows at 2, 4 and 7.
    for (const path of ['quoted.csv', 'quoted.csv.gz']) {
      expect(await violationsOf(files.read(of(path)))).toMatchObject([
        { rule: 'type', examples: [{ row: 7, value: 'z' }] },
      ])
    }
  })
})
