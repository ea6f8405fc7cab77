import { chmod, stat, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { placedSource } from '../../src/sources/place-source.js'
import { source } from '../../src/sources/source.js'
import { GivenFiles, refusalOf } from './given.js'

const files = new GivenFiles()
const of = (...patterns: string[]) => source('ledger', { files: patterns, columns: { a: 'integer' } })

async function paths(patterns: readonly string[], parameters: Readonly<Record<string, string>> = {}) {
  const placed = await placedSource(of(...patterns), { directory: files.folder, parameters })
  return placed.files?.map(({ path, format }) => [path.slice(files.folder.length + 1), format])
}

describe('the files of a source', () => {
  it('are found from the project folder, from a parameter, and by an absolute path', async () => {
    const absolute = await files.write('data [old]/{x}/ledger.csv.gz', 'a')
    const parameters = { data: `${files.folder}/data [old]/{x}` }
    const expected = [['data [old]/{x}/ledger.csv.gz', 'csv']]
    expect(await paths(['{data}/ledger.{parquet,csv,csv.gz}'], parameters)).toEqual(expected)
    expect(await paths(['data \\[old\\]/*/ledger.csv.gz'])).toEqual(expected)
    expect(await paths([absolute.replace(/[[\]{}]/g, '\\$&')])).toEqual(expected)
  })

  it.skipIf(process.getuid?.() === 0)('are refused where they may not be looked at', async () => {
    const path = await files.write('closed/within/ledger.csv', 'a\n1\n')
    await chmod(dirname(path), 0)
    const refusal = await refusalOf(
      placedSource(of('closed/*/*.csv'), { directory: files.folder, parameters: {} }),
    )
    await chmod(dirname(path), 0o755)
    expect(refusal.code).toBe('file-not-opened')
    expect(refusal.message).toBe(
      `The source "ledger" needs ${dirname(path)}, which cannot be opened: permission denied.`,
    )
  })

  it('come with their format and size, each once', async () => {
    for (const ending of ['CSV', 'tsv.zst', 'txt', 'parquet', 'ndjson', 'jsonl.gz']) {
      await files.write(`endings/${ending.replace('.', '-')}.${ending}`, '12345')
    }
    const placed = await placedSource(of('endings/*', 'endings/CSV.CSV'), {
      directory: files.folder,
      parameters: {},
    })
    expect(placed.files?.map(({ format, bytes }) => [format, bytes])).toEqual([
      ['csv', 5],
      ['ndjson', 5],
      ['ndjson', 5],
      ['parquet', 5],
      ['csv', 5],
      ['csv', 5],
    ])
  })

  it('are refused when there is none, with the folder that exists', async () => {
    await files.write('days/2025/a.csv', 'a')
    const refusal = await refusalOf(paths(['days/2025/10/*.csv']))
    expect(refusal.code).toBe('file-not-found')
    expect(refusal.facts).toEqual({
      source: 'ledger',
      pattern: 'days/2025/10/*.csv',
      folder: `${files.folder}/days/2025`,
    })
  })

  it('are refused when a parameter is not declared', async () => {
    const refusal = await refusalOf(paths(['{dat}/a.csv'], { data: '/data', zone: 'x' }))
    expect(refusal.facts).toMatchObject({ parameter: 'dat', closest: 'data', parameters: ['data', 'zone'] })
  })

  it('are refused when the ending does not say what they hold', async () => {
    await files.write('book.ods', 'x')
    expect(await refusalOf(paths(['book.ods']))).toMatchObject({ code: 'unknown-file-ending' })
  })

  it('are refused when two of them hold the same data', async () => {
    await files.write('twice/l.csv', 'a')
    await files.write('twice/l.parquet', 'a')
    const refusal = await refusalOf(paths(['twice/l.{csv,parquet}']))
    expect(refusal.code).toBe('same-data-twice')
    expect(refusal.facts).toMatchObject({
      paths: [`${files.folder}/twice/l.csv`, `${files.folder}/twice/l.parquet`],
    })
  })

  it('have a mark that changes with them, also where size and time of change are made to look the same', async () => {
    const placing = { directory: files.folder, parameters: {} }
    const mark = async () => (await placedSource(of('print.csv'), placing)).files?.[0]?.mark
    const path = await files.write('print.csv', 'a\n1\n')
    const first = await mark()
    expect(await mark()).toBe(first)
    const { atime, mtime } = await stat(path)
    await files.write('print.csv', 'a\n2\n')
    await utimes(path, atime, mtime)
    expect(await mark()).not.toBe(first)
  })

  it('are not looked for when the key names a column that is not declared', async () => {
    const keyed = { ...of('none.csv'), key: ['aa'] }
    const refusal = await refusalOf(placedSource(keyed, { directory: files.folder, parameters: {} }))
    expect(refusal.facts).toMatchObject({ what: 'key', column: 'aa', closest: 'a', columns: ['a'] })
  })
})
