import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { Refusal } from '../../errors.js'
import type { PlacedFile, PlacedSource } from '../placed-source.js'
import { keptCopies } from '../plain/kept-copies.js'
import { remoteEnding } from './remote-address.js'
import { isUnmarked, toldBy } from './remote-files.js'
import { notOpened, requested } from './remote-request.js'

/**
 * A source whose files from servers have been copied to this machine. A copy is made once for each state of a file.
 *
 * @throws Refusal `remote-file`, `file-changed`
 */
export async function fetchedSource(placed: PlacedSource): Promise<PlacedSource> {
  if (placed.files === undefined) return placed
  return { ...placed, files: await fetchedFiles(placed.source.name, placed.files) }
}

/** Files of which those on servers have been copied; see {@link fetchedSource}. */
export async function fetchedFiles(
  source: string,
  files: readonly PlacedFile[],
): Promise<readonly PlacedFile[]> {
  const fetched: PlacedFile[] = []
  for (const file of files) fetched.push(await fetchedFile(source, file))
  return fetched
}

async function fetchedFile(source: string, file: PlacedFile): Promise<PlacedFile> {
  const { address, path, mark, read } = file
  if (address === undefined || read !== undefined) return file
  const what = { path, mark, how: 'fetched', ending: remoteEnding(address) ?? '' }
  const { path: copy } = await keptCopies.copyOf(what, (to) => fetched({ source, address }, file, to))
  return { ...file, read: copy, bytes: (await stat(copy)).size }
}

async function fetched(
  at: { readonly source: string; readonly address: string },
  { path, mark }: PlacedFile,
  to: string,
): Promise<void> {
  const response = await requested(at, {})
  const { body, headers } = response
  const packing = headers.get('content-encoding') ?? 'identity'
  if (packing !== 'identity') {
    await body?.cancel()
    throw notOpened(
      at,
      `the server sends it as ${packing}; have it send the file as it is, without a Content-Encoding`,
    )
  }
  const expected = headers.get('content-length')
  try {
    const bytes = body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream<Uint8Array>)
    await pipeline(bytes, createWriteStream(to))
  } catch (thrown) {
    throw notOpened(at, 'the connection broke before the end of the file', thrown)
  }
  if (expected !== null && (await stat(to)).size !== Number(expected))
    throw notOpened(at, 'the connection broke before the end of the file')
  if (!isUnmarked(mark) && toldBy(headers).mark !== mark)
    throw new Refusal('file-changed', { source: at.source, path })
}
