import { Refusal } from '../errors.js'
import { compressionOf } from './file-format.js'
import { readPath, type PlacedFile, type PlacedSource } from './placed-source.js'
import { firstNotUtf8 } from './plain/likely-encoding.js'

/**
 * What the system's refusal to look at a file or folder means; anything else is given back.
 */
export function systemRefusal(
  thrown: unknown,
  at: { readonly source: string; readonly path: string },
): unknown {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (code === 'ENOENT' || code === 'ENOTDIR') return new Refusal('file-changed', at, { cause: thrown })
  if (code !== 'EACCES' && code !== 'EPERM') return thrown
  const path = 'path' in (thrown as object) ? String((thrown as { path: unknown }).path) : at.path
  return new Refusal('file-not-opened', { ...at, path, problem: 'permission denied' }, { cause: thrown })
}

/**
 * Runs something that reads the files of a source, and refuses with what is wrong with a file where DuckDB says
 * that it cannot be read.
 *
 * @throws Refusal `file-not-utf8`, `file-malformed`, `file-changed`, `file-not-opened`
 */
export async function refusingUnreadable<T>(placed: PlacedSource, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof Refusal || !(thrown instanceof Error)) throw thrown
    throw (await readRefusal(placed, thrown)) ?? thrown
  }
}

async function readRefusal(
  { source, files = [] }: PlacedSource,
  thrown: Error,
): Promise<Refusal | undefined> {
  const { message } = thrown
  const file = files.find((each) => message.includes(readPath(each)))
  const path = file?.path ?? compressedPath(files, message)
  if (path === undefined) return undefined
  const found = /(?:CSV Error on Line: |in line )(\d+)/.exec(message)?.[1]
  // DuckDB counts the line behind the one whose JSON is malformed.
  const behind = message.includes('Malformed JSON') ? 1 : 0
  const line = found === undefined ? undefined : Number(found) - behind
  const cause = { cause: thrown }
  if (/no files found that match/i.test(message))
    return new Refusal('file-changed', { source: source.name, path }, cause)
  const denied = /cannot open file ".*": (.+)$/im.exec(message)?.[1]
  if (denied !== undefined)
    return new Refusal('file-not-opened', { source: source.name, path, problem: denied.toLowerCase() }, cause)
  if (/invalid unicode|invalid utf|unicode.*codepoint/i.test(message)) {
    const found = await firstNotUtf8(file === undefined ? path : readPath(file)).catch(() => undefined)
    return new Refusal('file-not-utf8', { source: source.name, path, line, ...found }, cause)
  }
  const counted = /in record\/value (\d+)/.exec(message)?.[1]
  const element = counted === undefined ? {} : { element: Number(counted) - behind }
  const problem = problemIn(message.replaceAll(file === undefined ? path : readPath(file), path), path)
  const facts = { source: source.name, path, line, ...element, problem }
  return new Refusal('file-malformed', facts, cause)
}

/** DuckDB does not say which file it cannot unpack. */
function compressedPath(files: readonly PlacedFile[], message: string): string | undefined {
  if (!unpacking.test(message)) return undefined
  const compressed = files.filter((file) => compressionOf(file.path) !== 'none').map((file) => file.path)
  return compressed.length === 0 ? undefined : compressed.join(' or ')
}

const unpacking = /GZIP|zstd|match checksum|data corruption|frame descriptor/i

function problemIn(message: string, path: string): string {
  const fields = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message)
  if (fields) return `it has ${fields[2]} fields where the header has ${fields[1]}.`
  if (message.includes('unterminated quote')) return 'a quote is not closed, or text follows a closing quote.'
  if (/state machine reached an invalid state/i.test(message))
    return 'its lines do not all end in the same way, or it is not written as CSV.'
  if (/Maximum line size/i.test(message)) return 'the line is longer than 2 MB.'
  if (/magic bytes|too small to be a Parquet/i.test(message))
    return 'it is not a Parquet file, or not all of it.'
  if (unpacking.test(message)) return 'its compressed content is damaged.'
  const other = /Expected OBJECT, but got (\w+)/.exec(message)?.[1]
  if (other !== undefined)
    return `an object with the columns' names belongs there, and it is ${jsonKinds[other] ?? 'a number'}.`
  const sentence = message.split('\n').find((line) => line.includes(path)) ?? message
  return sentence.slice(0, 300)
}

/** What DuckDB calls kinds of JSON values; all others are numbers. */
const jsonKinds: Readonly<Record<string, string>> = {
  ARRAY: 'an array',
  VARCHAR: 'a text',
  BOOLEAN: 'true or false',
  NULL: 'null',
}
