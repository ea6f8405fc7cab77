import { createReadStream } from 'node:fs'
import { Transform, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { Decompress } from 'fzstd'
import { compressionOf } from '../file-format.js'

const chunk = 1 << 18

/** The bytes of a file, unpacked where it is compressed. */
export function fileBytes(path: string): Readable {
  const packed = createReadStream(path, { highWaterMark: chunk })
  const unpacking = unpackings[compressionOf(path)]()
  if (unpacking === undefined) return packed
  packed.on('error', (thrown) => unpacking.destroy(thrown))
  unpacking.on('close', () => packed.destroy())
  return packed.pipe(unpacking)
}

const unpackings = {
  none: () => undefined,
  gzip: () => createGunzip({ chunkSize: chunk }),
  zstd: unzstd,
}

/** Node has Zstandard from version 22.15 on. */
function unzstd(): Transform {
  const unpacking = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      try {
        decompress.push(bytes)
        done()
      } catch (thrown) {
        done(thrown instanceof Error ? thrown : new Error(String(thrown)))
      }
    },
  })
  const decompress = new Decompress((bytes) => unpacking.push(Buffer.from(bytes)))
  return unpacking
}

/** The first bytes of a file, unpacked; fewer where it is shorter. */
export async function startOfFile(path: string, length = 1 << 16): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  const bytes = fileBytes(path)
  try {
    for await (const part of bytes as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size >= length) break
    }
  } finally {
    bytes.destroy()
  }
  return Buffer.concat(parts).subarray(0, length)
}
