import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { placedSource } from '../../src/sources/place-source.js'
import { source } from '../../src/sources/source.js'
import { refuseCutOff } from '../../src/sources/whole-files.js'
import { zstdEnd } from '../../src/sources/zstd-end.js'
import { GivenFiles, refusalOf } from './given.js'

const files = new GivenFiles()
const of = (pattern: string) => source('ledger', { files: pattern, columns: { a: 'integer', b: 'text' } })
const placed = (pattern: string) => placedSource(of(pattern), { directory: files.folder, parameters: {} })

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_each, at) => `${from + at},x${(from + at) * 7919}\n`).join('')
const members = [
  gzipSync(`a,b\n${lines(0, 40)}`),
  gzipSync(lines(40, 1)),
  gzipSync(''),
  gzipSync(lines(41, 9)),
]
const ends = members.map((_each, at) => Buffer.concat(members.slice(0, at + 1)).length)

describe('a .gz file', () => {
  it('gives the rows of all its members, and is refused wherever else it ends', async () => {
    const whole = Buffer.concat(members)
    await files.write('several.csv.gz', whole)
    await refuseCutOff(await placed('several.csv.gz'))
    expect((await files.read(of('several.csv.gz'))).map((row) => row['a'])).toEqual(
      Array.from({ length: 50 }, (_each, at) => BigInt(at)),
    )
    for (let end = 1; end < whole.length; end += 1) {
      const path = await files.write('cut.csv.gz', whole.subarray(0, end))
      if (ends.includes(end)) await refuseCutOff(await placed('cut.csv.gz'))
      else
        expect(await refusalOf(refuseCutOff(await placed('cut.csv.gz'))), String(end)).toMatchObject({
          code: 'file-cut-off',
          facts: { source: 'ledger', path },
        })
    }
  })

  const changed = (at: number) => {
    const bytes = gzipSync(`a,b\n${lines(0, 400)}`)
    const place = at < 0 ? bytes.length + at : at
    bytes[place] = (bytes[place] ?? 0) ^ 0x55
    return bytes
  }

  it.each([
    ['its checksum is another', changed(-7), 'damaged'],
    ['its length is another', changed(-1), 'damaged'],
    ['it is not compressed', Buffer.from('a,b\n1,x\n'), 'compressed as its ending says'],
    ['text follows', Buffer.concat([changed(4), Buffer.from('3,z\n')]), 'compressed as its ending says'],
    ['zeros follow', Buffer.concat([changed(4), Buffer.alloc(512)]), 'compressed as its ending says'],
  ])('is refused when %s', async (_what, content, problem) => {
    await files.write('damaged.ndjson.gz', content)
    const { code, message } = await refusalOf(refuseCutOff(await placed('damaged.ndjson.gz')))
    expect(code).toBe('file-malformed')
    expect(message).toContain(problem)
  })
})

/** What the tool zstd 1.5.4 makes of `a,b`, `1,x` and `2,y`; the last has 300,000 times x, in blocks of one byte repeated. */
const frames = [
  ['of a stream, with a checksum', 'KLUv/QRYYQAAYSxiCjEseAoyLHkKLp8hRg=='],
  ['of a file, with a checksum', 'KLUv/SQMYQAAYSxiCjEseAoyLHkKLp8hRg=='],
  ['of a file, without a checksum', 'KLUv/SAMYQAAYSxiCjEseAoyLHkK'],
  ['of several blocks', 'KLUv/QBYfAAAOGEsYgoxLHgBAPb/OTACAgAQeHUAADB4CjIseQoBAOITHQgB'],
] as const

describe.each(frames)('a .zst file %s', (_what, base64) => {
  const frame = Buffer.from(base64, 'base64')
  const skipped = Buffer.concat([Buffer.from('502a4d1803000000', 'hex'), Buffer.from('abc')])
  const endOf = async (content: Buffer) =>
    zstdEnd({ path: await files.write('any.csv.zst', content), bytes: content.length })

  it('is whole at the end of a frame alone', async () => {
    expect(await endOf(Buffer.concat([frame, skipped, frame]))).toBe('whole')
    for (let end = 1; end < frame.length; end += 1) {
      const path = await files.write('cut.csv.zst', frame.subarray(0, end))
      expect(await refusalOf(refuseCutOff(await placed('cut.csv.zst')))).toMatchObject({
        code: 'file-cut-off',
        facts: { path },
      })
    }
    for (let end = 1; end < skipped.length; end += 1)
      expect(await endOf(Buffer.concat([frame, skipped.subarray(0, end)]))).toBe('cut off')
  })

  it('holds nothing else', async () => {
    expect(await endOf(Buffer.concat([frame, Buffer.from('3,z\n')]))).toBe('other bytes')
    expect(await endOf(Buffer.from('a,b\n1,x\n'))).toBe('other bytes')
  })
})

it('a .zst file whose content is damaged is named', async () => {
  const frame = Buffer.from(frames[0][1], 'base64')
  frame[frame.length - 1] = 0
  const path = await files.write('sum.csv.zst', frame)
  const { code, facts } = await refusalOf(files.read(of('sum.csv.zst')))
  expect({ code, ...facts }).toMatchObject({ code: 'file-malformed', path })
})
