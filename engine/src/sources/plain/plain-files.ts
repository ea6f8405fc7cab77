import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '../../errors.js'
import { readPath, type PlacedFile } from '../placed-source.js'
import { sheetFile } from '../sheets/sheet-files.js'
import { systemRefusal } from '../read-refusal.js'
import type { Source } from '../source.js'
import { Decoding } from './decoding.js'
import { agrees, isUtf8, markOf, plainEncoding, zeroBytes } from './encoding.js'
import { fileBytes, startOfFile } from './file-bytes.js'
import { keptCopies } from './kept-copies.js'
import { LeavingOut, type LeftOutLines } from './left-out-lines.js'

/**
 * Files as DuckDB can read them: a file of text that is not UTF-8, or has lines among its rows that are none, is copied
 * as plain text, whose lines have the same numbers, and so is the sheet of a workbook. The bytes of text are streamed; no
 * file of text is held as a whole.
 *
 * @throws Refusal `file-encoding`, `unknown-sheet`, `bytes-not-decoded`, `file-malformed`, `file-changed`, `file-not-opened`
 * @example
 * await plainFiles(source, files) // [{ path: '/data/ads.csv', read: '/tmp/daymark-copies-812-x/1.csv', … }]
 */
export async function plainFiles(
  source: Source,
  files: readonly PlacedFile[],
): Promise<readonly PlacedFile[]> {
  const plain: PlacedFile[] = []
  for (const file of files) plain.push(file.bytes === 0 ? file : await makers[file.format](source, file))
  return plain
}

type MakePlain = (source: Source, file: PlacedFile) => Promise<PlacedFile>

const makers: Readonly<Record<PlacedFile['format'], MakePlain>> = {
  csv: plainFile,
  ndjson: plainFile,
  parquet: (_source, file) => Promise.resolve(file),
  xlsx: sheetFile,
}

async function plainFile(source: Source, file: PlacedFile): Promise<PlacedFile> {
  await refuseOtherEncoding(source, file)
  const lines = file.format === 'csv' ? leftOutLines(source) : undefined
  if (isUtf8(source.encoding) && lines === undefined) return file
  const how = JSON.stringify([source.encoding, lines])
  const { path, mark } = file
  const { path: read } = await keptCopies.copyOf({ path, mark, how, ending: '.txt' }, (to) =>
    copyPlainly({ source, file, to }, lines),
  )
  return { ...file, read }
}

/** The lines that a source leaves out of its CSV files; undefined where it leaves out none. */
function leftOutLines(source: Source): LeftOutLines | undefined {
  const { comment, footer, footerLines = 0, quote = '"', escape = quote } = source
  if (comment === undefined && footer === undefined && footerLines === 0) return undefined
  return {
    comment: [comment ?? []].flat(),
    footer: [footer ?? []].flat(),
    footerLines,
    quote,
    escape,
  }
}

interface Copying {
  readonly source: Source
  readonly file: PlacedFile
  readonly to: string
}

async function copyPlainly({ source, file, to }: Copying, lines: LeftOutLines | undefined): Promise<void> {
  const { name, encoding = 'utf-8' } = source
  const at = { source: name, path: file.path }
  const decoding = isUtf8(encoding) ? undefined : new Decoding(encoding)
  const leaving = lines === undefined ? undefined : new LeavingOut(lines)
  const steps = [decoding, leaving].filter((step) => step !== undefined)
  try {
    await pipeline([fileBytes(readPath(file)), ...steps, createWriteStream(to)])
  } catch (thrown) {
    if (!/Maximum line size/.test(String(thrown))) throw systemRefusal(thrown, at)
    throw new Refusal('file-malformed', { ...at, line: undefined, problem: 'a line is longer than 16 MB.' })
  }
  if (decoding?.wasUtf8 === true)
    throw new Refusal('file-encoding', { ...at, declared: encoding, because: 'utf-8', likely: 'utf-8' })
  if (decoding !== undefined && decoding.undecoded.count > 0)
    throw new Refusal('bytes-not-decoded', { ...at, encoding, ...decoding.undecoded })
  if (leaving?.rowBehindFooter !== undefined) {
    const problem = 'it stands behind the footer, and begins as no line of `footer` does.'
    throw new Refusal('file-malformed', { ...at, line: leaving.rowBehindFooter, problem })
  }
}

/** Refuses a file whose first bytes say that it is of another encoding than its source's. */
async function refuseOtherEncoding(source: Source, file: PlacedFile): Promise<void> {
  const at = { source: source.name, path: file.path }
  const { encoding: declared } = source
  const start = await startOfFile(readPath(file), 4096).catch((thrown: unknown) => {
    const refusal = systemRefusal(thrown, at)
    if (refusal instanceof Refusal) throw refusal
    // What cannot be unpacked is told by those who read all of it.
    return Buffer.alloc(0)
  })
  const mark = markOf(start)
  if (mark !== undefined) {
    if (agrees(mark, declared ?? 'utf-8')) return
    const likely = mark === 'utf-8' || mark === 'utf-32' ? mark : 'utf-16'
    throw new Refusal('file-encoding', { ...at, declared, because: 'mark', likely })
  }
  const zeros = zeroBytes(start)
  const plain = plainEncoding(declared ?? 'utf-8')
  if (plain === 'utf16')
    throw new Refusal('file-encoding', { ...at, declared, because: 'no-mark', likely: zeros ?? 'utf-8' })
  const isWide = /^(utf16|utf32|ucs)/.test(plain)
  if (isWide ? plain.startsWith('utf16') && zeros !== undefined && plain !== plainEncoding(zeros) : zeros)
    throw new Refusal('file-encoding', {
      ...at,
      declared,
      because: 'zero-bytes',
      likely: zeros ?? 'utf-16le',
    })
  if (isWide && zeros === undefined && isText(start))
    throw new Refusal('file-encoding', { ...at, declared, because: 'utf-8', likely: 'utf-8' })
}

/** Whether bytes are UTF-8 without a control character that no text has. */
function isText(bytes: Uint8Array): boolean {
  const text = new TextDecoder('utf-8').decode(bytes.subarray(0, -4))
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  return !/[\uFFFD\0-\x08\x0E-\x1F]/.test(text)
}
