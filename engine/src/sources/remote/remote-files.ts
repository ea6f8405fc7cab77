import { randomUUID } from 'node:crypto'
import { Refusal } from '../../errors.js'
import { formatOf, fileEndings } from '../file-format.js'
import { expandedBraces, matchesGlob, unescapedPattern } from '../glob.js'
import type { PlacedFile } from '../placed-source.js'
import { bucketPattern, remoteEnding, shownRemote } from './remote-address.js'
import { bucketUrl, notOpened, requested } from './remote-request.js'

/**
 * The files that a pattern names on a server: objects of S3 whose keys match, or what lies at a URL.
 *
 * @throws Refusal `remote-file`, `unknown-file-ending`
 * @example
 * await remoteFiles('orders', 's3://exports/orders/*.parquet')
 * // [{ path: 's3://exports/orders/may.parquet', address: 's3://exports/orders/may.parquet', bytes: 28497, … }]
 */
export async function remoteFiles(source: string, pattern: string): Promise<readonly PlacedFile[]> {
  const found: PlacedFile[] = []
  for (const plain of expandedBraces(pattern)) {
    const bucket = bucketPattern(plain)
    if (bucket !== undefined) found.push(...(await objectsLike(source, plain)))
    else if (/^s3:/i.test(plain))
      throw notOpened(
        { source, address: plain },
        'an address of S3 names a bucket and a key, as s3://bucket/orders/*.csv',
      )
    else found.push(await fileAt(source, plain))
  }
  return found
}

/** What an answer tells of a file; of one whose server does not say when it changes, another mark each time. */
export function toldBy(headers: Headers): Pick<PlacedFile, 'bytes' | 'mark'> {
  const bytes = Number(headers.get('content-length') ?? NaN)
  const [etag, modified] = [headers.get('etag'), headers.get('last-modified')]
  if (etag === null && modified === null) return { bytes, mark: `${unmarked}${randomUUID()}` }
  return { bytes, mark: markOf({ etag, bytes }) ?? `modified ${modified ?? ''} ${String(bytes)}` }
}

const unmarked = 'unmarked '

/** Whether a mark is that of a file of which its server does not say when it changes. */
export function isUnmarked(mark: string): boolean {
  return mark.startsWith(unmarked)
}

function markOf({
  etag,
  bytes,
}: {
  readonly etag: string | null
  readonly bytes: number
}): string | undefined {
  return etag === null ? undefined : `etag ${etag.replace(/^W\//, '')} ${String(bytes)}`
}

async function fileAt(source: string, address: string): Promise<PlacedFile> {
  if (/(?<!\\)\*/.test(address)) {
    const problem = 'a server of HTTP has no list of its files: name each file, or {a,b} for several'
    throw notOpened({ source, address }, problem)
  }
  const taken = address.replace(/\\(.)/g, '$1')
  if (!URL.canParse(taken)) throw notOpened({ source, address: taken }, 'it is no URL')
  // Who may get a file need not be allowed to ask about it.
  const { body, headers } = await requested({ source, address: taken }, {})
  await body?.cancel()
  return placed(source, taken, toldBy(headers))
}

function placed(source: string, address: string, found: Pick<PlacedFile, 'bytes' | 'mark'>): PlacedFile {
  const ending = remoteEnding(address)
  const path = shownRemote(address)
  if (ending === undefined) throw new Refusal('unknown-file-ending', { source, path, endings: fileEndings })
  return { path, address, format: formatOf(ending), ...found }
}

async function objectsLike(source: string, address: string): Promise<readonly PlacedFile[]> {
  const { bucket = '', keys = '' } = bucketPattern(address) ?? {}
  const plain = unescapedPattern(keys)
  const prefix = plain ?? keys.slice(0, keys.search(/[*?[\\]/))
  const objects: PlacedFile[] = []
  let next: string | undefined = ''
  while (next !== undefined) {
    const query = new URLSearchParams({ 'list-type': '2', prefix })
    if (next !== '') query.set('continuation-token', next)
    const listing = await requested({ source, address }, { url: `${bucketUrl(bucket)}?${String(query)}` })
    const list = listOf(await listing.text())
    for (const { key, etag, bytes } of list.objects) {
      refuseTableFormat({ source, address }, key)
      const isMeant = plain === undefined ? matchesGlob(keys, key) : key === plain
      if (!isMeant || key.endsWith('/')) continue
      objects.push(placed(source, `s3://${bucket}/${key}`, { bytes, mark: markOf({ etag, bytes }) ?? '' }))
    }
    next = list.next
  }
  return objects
}

/** The files of such a table hold rows that are no longer in it: its log says which are. */
function refuseTableFormat(at: { readonly source: string; readonly address: string }, key: string): void {
  const format = /(?:^|\/)_delta_log\//.test(key)
    ? 'Delta Lake'
    : /\.metadata\.json$/.test(key)
      ? 'Iceberg'
      : undefined
  if (format === undefined) return
  throw notOpened(
    at,
    `${key} says that it is a table of ${format}, whose files also hold rows that are gone: make it a table of ClickHouse by its engine for ${format}, and name that as \`table\``,
  )
}

interface Listing {
  readonly objects: readonly { readonly key: string; readonly etag: string; readonly bytes: number }[]
  readonly next: string | undefined
}

/** The answer to ListObjectsV2. */
function listOf(xml: string): Listing {
  const objects = [...xml.matchAll(/<Contents>([^]*?)<\/Contents>/g)].map(([, object = '']) => ({
    key: within(object, 'Key') ?? '',
    etag: within(object, 'ETag') ?? '',
    bytes: Number(within(object, 'Size')),
  }))
  return { objects, next: within(xml, 'NextContinuationToken') }
}

/** The text of the first element with a name. */
function within(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]
  return text?.replaceAll(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (all, entity: string) => {
    if (!entity.startsWith('#')) return entities[entity] ?? all
    const digits = entity.slice(1)
    return String.fromCodePoint(digits.startsWith('x') ? Number(`0${digits}`) : Number(digits))
  })
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
