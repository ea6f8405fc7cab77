import { open } from 'node:fs/promises'
import { compressionOf } from '../file-format.js'
import { readPath, type PlacedFile } from '../placed-source.js'

/**
 * Whether a CSV file may end in rows without anything in any field, as spreadsheets write them below the last row: lines of
 * nothing but delimiters. Of a compressed file nobody knows without unpacking it.
 */
export async function mayEndEmpty(file: PlacedFile, delimiter: string): Promise<boolean> {
  const path = readPath(file)
  if (compressionOf(path) !== 'none') return true
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, 8192)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
    const lines = buffer.toString('utf8', 0, bytesRead).split(/\r\n|\n|\r/)
    return lines.some((line) => line !== '' && line.replaceAll(delimiter, '') === '')
  } finally {
    await handle.close()
  }
}
