import iconv from 'iconv-lite'
import { fileBytes } from './file-bytes.js'

/** Where a file stops to be UTF-8, and what it is instead. */
export interface NotUtf8 {
  readonly line: number
  /** The encoding in which its bytes are characters that people write. */
  readonly likely: string
  /** A word of the line, read so. */
  readonly sample: string
}

const newline = 10

/** Looks for the first line of a file that is not UTF-8; undefined where all are. */
export async function firstNotUtf8(path: string): Promise<NotUtf8 | undefined> {
  let rest: Buffer = Buffer.alloc(0)
  let line = 0
  const bytes = fileBytes(path)
  try {
    for await (const part of bytes as AsyncIterable<Buffer>) {
      const all = Buffer.concat([rest, part])
      const end = all.lastIndexOf(newline) + 1
      const found = end === 0 ? undefined : firstIn(all.subarray(0, end), line)
      if (found !== undefined) return found
      line += count(all.subarray(0, end))
      rest = all.subarray(end)
    }
    return firstIn(rest, line)
  } finally {
    bytes.destroy()
  }
}

function firstIn(lines: Buffer, before: number): NotUtf8 | undefined {
  if (isUtf8(lines)) return undefined
  let line = before
  for (let from = 0; from < lines.length;) {
    const next = lines.indexOf(newline, from)
    const end = next < 0 ? lines.length : next
    line += 1
    const bytes = lines.subarray(from, end)
    if (!isUtf8(bytes)) return { line, ...likelyIn(bytes) }
    from = end + 1
  }
  return undefined
}

function likelyIn(bytes: Buffer): { likely: string; sample: string } {
  const likely = iconv.decode(bytes, 'windows-1252').includes('\uFFFD') ? 'cp850' : 'windows-1252'
  const words = iconv.decode(bytes, likely).match(/[^\s,;|"]*[^\0-\x7F][^\s,;|"]*/)
  return { likely, sample: (words?.[0] ?? '').slice(0, 40) }
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

function count(bytes: Buffer): number {
  let found = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) found += 1
  return found
}
