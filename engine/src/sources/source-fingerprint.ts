import { createHash } from 'node:crypto'

import type { PlacedSource } from './placed-source.js'

/**
 * What the stored rows of a source depend on, as 64 hexadecimal digits: the files by path, size and time of
 * change, and how they are read. Undefined for a table, which can change without a trace.
 */
export function sourceFingerprint({ source, files }: PlacedSource): string | undefined {
  if (files === undefined) return undefined
  const { columns, key, latestBy, extraColumns, delimiter } = source
  const read = { files, columns, key, latestBy, extraColumns, delimiter }
  return createHash('sha256').update(JSON.stringify(read)).digest('hex')
}
