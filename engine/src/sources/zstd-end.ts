import { open, type FileHandle } from 'node:fs/promises'
import type { PlacedFile } from './placed-source.js'

const frameMagic = 0xfd2fb528
/** Of frames without content, of which there are sixteen kinds. */
const skippableMagic = 0x184d2a50

/**
 * Whether a Zstandard file goes to the end of its last frame (RFC 8878, 3.1). Nothing is unpacked: the sizes of its blocks
 * are enough, and DuckDB, which unpacks it, tests the checksums.
 */
export async function zstdEnd({
  path,
  bytes,
}: Pick<PlacedFile, 'path' | 'bytes'>): Promise<'whole' | 'cut off' | 'other bytes'> {
  const handle = await open(path)
  try {
    let at = 0
    while (at < bytes) {
      const end = await endOfFrame(handle, at)
      if (end === 'no frame') return 'other bytes'
      if (end > bytes) return 'cut off'
      at = end
    }
    return 'whole'
  } finally {
    await handle.close()
  }
}

/** Where the frame that begins somewhere ends; infinity where its sizes are not there any more. */
async function endOfFrame(handle: FileHandle, from: number): Promise<number | 'no frame'> {
  const start = await bytesAt(handle, from, 8)
  if (start.length < 4) return Infinity
  const magic = start.readUInt32LE(0)
  if ((magic & 0xfffffff0) >>> 0 === skippableMagic)
    return start.length < 8 ? Infinity : from + 8 + start.readUInt32LE(4)
  if (magic !== frameMagic) return 'no frame'
  const descriptor = start[4]
  if (descriptor === undefined) return Infinity
  const blocks = await endOfBlocks(handle, from + 5 + sizeOfHeader(descriptor))
  const hasChecksum = (descriptor & 0b100) !== 0
  return blocks + (hasChecksum ? 4 : 0)
}

/** The bytes of a frame's header behind its descriptor: the window, the dictionary and the size of the content. */
function sizeOfHeader(descriptor: number): number {
  const isSingle = (descriptor & 0b10_0000) !== 0
  const dictionary = [0, 1, 2, 4][descriptor & 0b11] ?? 0
  const contentSize = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  return (isSingle ? 0 : 1) + dictionary + contentSize
}

async function endOfBlocks(handle: FileHandle, from: number): Promise<number> {
  let at = from
  for (;;) {
    const header = await bytesAt(handle, at, 3)
    if (header.length < 3) return Infinity
    const block = header.readUIntLE(0, 3)
    const isOneByteRepeated = ((block >> 1) & 0b11) === 1
    at += 3 + (isOneByteRepeated ? 1 : block >> 3)
    if ((block & 1) === 1) return at
  }
}

async function bytesAt(handle: FileHandle, at: number, size: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, at)
  return buffer.subarray(0, bytesRead)
}
