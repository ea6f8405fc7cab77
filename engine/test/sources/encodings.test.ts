import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { source, type TextWriting } from '../../src/sources/source.js'
import { GivenFiles, refusalOf, violationsOf } from './given.js'

const files = new GivenFiles()
const columns = { id: 'integer', city: 'text?' } as const
const text = 'id;city\r\n1;Köln\r\n2;"Łódź; «€»"\r\n3;😀 Zürich\r\n'

const given = (name: string, writing: TextWriting) => source('given', { files: name, columns, ...writing })

/** Bytes by hand: two for each unit of UTF-16, the low one first. */
function utf16le(written: string): Buffer {
  return Buffer.from(written, 'utf16le')
}

function utf16be(written: string): Buffer {
  return utf16le(written).swap16()
}

/** Windows-1252 has the letters of Latin 1, which Node calls so, and € where that has a control character. */
function windows1252(written: string): Buffer {
  return Buffer.from(written.replaceAll('€', '\x80'), 'latin1')
}

const rows = [
  { id: 1n, city: 'Köln' },
  { id: 2n, city: 'Łódź; «€»' },
  { id: 3n, city: '😀 Zürich' },
]

describe('a file in another encoding', () => {
  it.each([
    ['utf-16le', utf16le(text)],
    ['utf-16be', utf16be(text)],
    ['UTF-16LE', utf16le(`\uFEFF${text}`)],
    ['utf-16', utf16le(`\uFEFF${text}`)],
    ['utf-16', utf16be(`\uFEFF${text}`)],
    ['utf-8', Buffer.from(`\uFEFF${text}`)],
  ])('is read as %s', async (encoding, bytes) => {
    await files.write('given.csv', bytes)
    expect(await files.read(given('given.csv', { encoding }))).toEqual(rows)
    await files.write('given.csv.gz', gzipSync(bytes))
    expect(await files.read(given('given.csv.gz', { encoding }))).toEqual(rows)
  })

  // The bytes are those of Python's codecs.
  it.each([
    ['windows-1252', '5a6feb209620352080', 'Zoë – 5 €'],
    ['latin1', '5a6feb20bf3520a33f', 'Zoë ¿5 £?'],
    ['iso-8859-15', '5a6feb202d203520a4', 'Zoë - 5 €'],
    ['windows-1250', 'a3f3649f20f5', 'Łódź ő'],
    ['windows-1251', 'cceef1eae2e0', 'Москва'],
    ['cp850', '8e72676572', 'Ärger'],
    ['shift_jis', '938c8b9e', '東京'],
    ['gb18030', 'b1b1bea9a2e3', '北京€'],
    ['euc-kr', 'bcadbfef', '서울'],
  ])('is read as %s', async (encoding, bytes, city) => {
    const line = Buffer.concat([Buffer.from('id,city\n1,'), Buffer.from(bytes, 'hex'), Buffer.from('\n')])
    await files.write('given.csv', line)
    expect(await files.read(given('given.csv', { encoding }))).toEqual([{ id: 1n, city }])
  })

  it('may be JSON', async () => {
    await files.write('given.json', utf16be('\uFEFF[{"id":1,"city":"Köln"}]'))
    await files.write('given.ndjson', windows1252('{"id":2,"city":"Köln"}\n{"id":3}\n'))
    expect(await files.read(given('given.json', { encoding: 'utf-16' }))).toEqual([{ id: 1n, city: 'Köln' }])
    expect(await files.read(given('given.ndjson', { encoding: 'windows-1252' }))).toEqual([
      { id: 2n, city: 'Köln' },
      { id: 3n, city: null },
    ])
  })

  it('keeps its characters where a chunk of bytes ends between their bytes', async () => {
    const long = `id;city\n${Array.from({ length: 40_000 }, (_none, at) => `${String(at)};😀東`).join('\n')}`
    await files.write('given.csv', utf16be(long))
    const found = await files.read(given('given.csv', { encoding: 'utf-16be' }))
    expect(found).toHaveLength(40_000)
    expect(found.every(({ city }) => city === '😀東')).toBe(true)
  })

  it('has the lines of a refusal, and the path that it lies at', async () => {
    await files.write('given.csv', utf16le('\uFEFFid;city\r\n1;"a\r\nb"\r\nx;c\r\n'))
    const [violation] = await violationsOf(files.read(given('given.csv', { encoding: 'utf-16' })))
    expect(violation).toMatchObject({ column: 'id', examples: [{ row: 4, value: 'x' }] })
    expect(violation?.where).toBe(`${files.folder}/given.csv`)
  })
})

describe('a file that is not of its encoding', () => {
  it.each<[string, Buffer, TextWriting, string]>([
    ['UTF-16 with a mark', utf16le(`\uFEFF${text}`), {}, 'utf-16'],
    ['UTF-16 of the other order with a mark', utf16be(`\uFEFF${text}`), {}, 'utf-16'],
    ['UTF-16 without a mark', utf16le(text), {}, 'utf-16le'],
    ['UTF-16 of the other order without a mark', utf16be(text), {}, 'utf-16be'],
    ['a mark against what is declared', utf16be(`\uFEFF${text}`), { encoding: 'utf-16le' }, 'utf-16'],
    ['zeros against what is declared', utf16be(text), { encoding: 'utf-16le' }, 'utf-16be'],
    ['no mark where one is declared', utf16be(text), { encoding: 'utf-16' }, 'utf-16be'],
    ['UTF-8 for UTF-16', Buffer.from(text), { encoding: 'utf-16le' }, 'utf-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${text}`), { encoding: 'windows-1252' }, 'utf-8'],
    ['UTF-8 without a mark', Buffer.from(text), { encoding: 'latin1' }, 'utf-8'],
  ])('is refused: %s', async (...[, bytes, writing, likely]) => {
    await files.write('given.csv', bytes)
    const refusal = await refusalOf(files.read(given('given.csv', writing)))
    expect([refusal.code, refusal.facts]).toMatchObject(['file-encoding', { likely }])
  })

  it('is refused with the line and a word of it', async () => {
    const bytes = windows1252('id;city\n1;Bonn\n2;Köln\n')
    for (const [name, content] of [
      ['given.csv', bytes],
      ['given.csv.gz', gzipSync(bytes)],
    ] as const) {
      await files.write(name, content)
      const refusal = await refusalOf(files.read(given(name, {})))
      expect([refusal.code, refusal.facts]).toMatchObject([
        'file-not-utf8',
        { line: 3, likely: 'windows-1252', sample: 'Köln' },
      ])
      expect(refusal.fix).toContain("encoding: 'windows-1252'")
    }
  })

  it('is refused with the number and lines of what cannot be read', async () => {
    const beyond = Buffer.concat([Buffer.from('id;city\n1;a\n2;b'), Buffer.from([0x81]), Buffer.from('\n3;')])
    await files.write('given.csv', Buffer.concat([beyond, Buffer.from([0x9d, 0x8f, 10])]))
    const refusal = await refusalOf(files.read(given('given.csv', { encoding: 'windows-1252' })))
    expect([refusal.code, refusal.facts]).toMatchObject(['bytes-not-decoded', { count: 3, lines: [3, 4, 4] }])
    await files.write('given.csv', windows1252('id;city\n1;5 €\n'))
    const euro = await refusalOf(files.read(given('given.csv', { encoding: 'latin1' })))
    expect([euro.code, euro.facts]).toMatchObject(['bytes-not-decoded', { count: 1, lines: [2] }])
    await files.write('given.csv', utf16le(text).subarray(0, -1))
    const cut = await refusalOf(files.read(given('given.csv', { encoding: 'utf-16le' })))
    expect(cut.facts).toMatchObject({ count: 1, lines: [4] })
    await files.write('given.csv', utf16le('id;city\n1;\uDC00\n'))
    const half = await refusalOf(files.read(given('given.csv', { encoding: 'utf-16le' })))
    expect(half.facts).toMatchObject({ count: 1, lines: [2] })
  })

  it('is one that is known', async () => {
    const declare = (encoding: string) =>
      refusalOf(Promise.resolve().then(() => given('given.csv', { encoding })))
    expect(given('given.csv', { encoding: 'windows1252' }).encoding).toBe('windows1252')
    expect((await declare('window-1252')).facts).toMatchObject({ closest: 'windows-1252' })
    expect((await declare('base64')).facts).toMatchObject({ part: 'encoding' })
  })
})
