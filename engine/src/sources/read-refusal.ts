import { Refusal } from '../errors.js'
import type { PlacedSource } from './placed-source.js'

/**
 * Runs something that reads the files of a source, and refuses with what is wrong with a file where DuckDB says
 * that it cannot be read.
 *
 * @throws Refusal `file-not-utf8`, `file-malformed`
 */
export async function refusingUnreadable<T>(placed: PlacedSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof Refusal || !(thrown instanceof Error)) throw thrown
    throw readRefusal(placed, thrown) ?? thrown
  }
}

function readRefusal({ source, files = [] }: PlacedSource, thrown: Error): Refusal | undefined {
  const { message } = thrown
  const path = files.find((file) => message.includes(file.path))?.path
  if (path === undefined) return undefined
  const found = /(?:CSV Error on Line: |in line )(\d+)/.exec(message)?.[1]
  // DuckDB counts the line behind the one whose JSON is malformed.
  const line = found === undefined ? undefined : Number(found) - (message.includes('Malformed JSON') ? 1 : 0)
  const cause = { cause: thrown }
  if (/invalid unicode|invalid utf|unicode.*codepoint/i.test(message)) {
    return new Refusal('file-not-utf8', { source: source.name, path, line }, cause)
  }
  return new Refusal(
    'file-malformed',
    { source: source.name, path, line, problem: problemIn(message, path) },
    cause,
  )
}

function problemIn(message: string, path: string): string {
  const fields = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message)
  if (fields) return `it has ${fields[2]} fields where the header has ${fields[1]}.`
  if (message.includes('unterminated quote')) return 'a quote is not closed, or text follows a closing quote.'
  if (/Maximum line size/i.test(message)) return 'the line is longer than 2 MB.'
  if (/magic bytes|too small to be a Parquet/i.test(message))
    return 'it is not a Parquet file, or not all of it.'
  if (/GZIP|zstd/i.test(message)) return 'it is not compressed as its ending says.'
  const sentence = message.split('\n').find((line) => line.includes(path)) ?? message
  return sentence.slice(0, 300)
}
