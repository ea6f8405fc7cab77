import { createReadStream } from 'node:fs'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { Refusal } from '../errors.js'
import { compressionOf } from './file-format.js'
import { readPath, type PlacedFile, type PlacedSource } from './placed-source.js'
import { systemRefusal } from './read-refusal.js'
import { zstdEnd } from './zstd-end.js'

/**
 * Refuses compressed files that are cut off or damaged. DuckDB reads a file that is cut off at the end of a line as if it
 * were whole. A file is streamed once more for this; what it holds is checked against the checksum in it.
 *
 * @throws Refusal `file-cut-off`, `file-malformed`, `file-changed`, `file-not-opened`
 * @example
 * await refuseCutOff(placed) // refuses where orders.csv.gz was not copied to its end
 */
export async function refuseCutOff({ source, files = [] }: PlacedSource): Promise<void> {
  for (const file of files) {
    if (file.bytes === 0) continue
    const at = { source: source.name, path: file.path }
    const found = await endings[compressionOf(readPath(file))]({ ...file, path: readPath(file) }).catch(
      (thrown: unknown) => {
        throw systemRefusal(thrown, at)
      },
    )
    if (found === 'cut off') throw new Refusal('file-cut-off', at)
    if (found !== 'whole')
      throw new Refusal('file-malformed', { ...at, line: undefined, problem: problems[found] })
  }
}

/** What becomes of a compressed file towards its end. */
export type FileEnding = 'whole' | 'cut off' | keyof typeof problems

const problems = {
  damaged: 'its compressed content is damaged.',
  'other bytes': 'not all of it is compressed as its ending says.',
}

const endings = {
  none: () => Promise.resolve<FileEnding>('whole'),
  gzip: gzipEnd,
  zstd: zstdEnd,
}

/** Several members, one behind the other, are one file. */
async function gzipEnd({ path, bytes }: PlacedFile): Promise<FileEnding> {
  const unpacking = createGunzip({ chunkSize: 1 << 18 })
  const nowhere = new Writable({
    write(_chunk, _encoding, done) {
      done()
    },
  })
  try {
    await pipeline(createReadStream(path, { highWaterMark: 1 << 18 }), unpacking, nowhere)
    return unpacking.bytesWritten < bytes ? 'other bytes' : 'whole'
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
    if (code === 'Z_BUF_ERROR') return 'cut off'
    if (code !== 'Z_DATA_ERROR') throw thrown
    return /header/.test(String(thrown)) ? 'other bytes' : 'damaged'
  }
}
