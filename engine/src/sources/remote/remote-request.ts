import { AwsClient } from 'aws4fetch'
import { Refusal } from '../../errors.js'
import { keepSecret } from '../../warehouses/address.js'
import { bucketPattern, shownRemote } from './remote-address.js'

/** Where a request is made for a source's file. */
export interface Requested {
  readonly source: string
  /** `s3://bucket/key`, or a URL. */
  readonly address: string
}

interface Request {
  /** In place of the address: another URL of the same server, such as a bucket's list. */
  readonly url?: string
}

const idleMilliseconds = 60_000

/**
 * Asks a server for a file. Requests to S3 are signed by what the environment says, as the AWS
 * command line has it: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and AWS_ENDPOINT_URL_S3.
 *
 * @throws Refusal `file-not-opened`, where the server says no, or there is none
 */
export async function requested(at: Requested, request: Request): Promise<Response> {
  const response = await sent(at, request).catch((thrown: unknown) => {
    throw notOpened(at, reasonOf(thrown), thrown)
  })
  if (response.ok) return response
  await response.body?.cancel()
  throw notOpened(at, statusInWords(response.status))
}

async function sent({ address }: Requested, { url }: Request): Promise<Response> {
  const bucket = bucketPattern(address)
  const init = {
    headers: { 'accept-encoding': 'identity' },
    signal: AbortSignal.timeout(idleMilliseconds * 30),
  }
  if (bucket !== undefined) {
    const to = url ?? objectUrl(bucket.bucket, bucket.keys)
    const client = s3Client()
    return client === undefined
      ? fetch(to, init)
      : fetch(await client.sign(to, init), { signal: init.signal })
  }
  const plain = new URL(address)
  const [user, password] = [plain.username, plain.password].map(decodeURIComponent)
  plain.username = ''
  plain.password = ''
  if (user === '' && password === '') return fetch(plain, init)
  const login = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')
  return fetch(plain, { ...init, headers: { ...init.headers, authorization: `Basic ${login}` } })
}

/** The server on which buckets lie, with the names of buckets behind it. */
export function bucketUrl(bucket: string): string {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env
  const endpoint = AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL ?? `https://s3.${region()}.amazonaws.com`
  return `${endpoint.replace(/\/$/, '')}/${bucket}`
}

function objectUrl(bucket: string, key: string): string {
  return `${bucketUrl(bucket)}/${key.split('/').map(encodeURIComponent).join('/')}`
}

function region(): string {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  return AWS_REGION ?? AWS_DEFAULT_REGION ?? 'us-east-1'
}

/** Without keys in the environment, buckets are read as everybody can. */
function s3Client(): AwsClient | undefined {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined
  for (const secret of [secretAccessKey, sessionToken ?? '']) keepSecret(secret)
  return new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
    region: region(),
    service: 's3',
    retries: 0,
  })
}

/** The refusal of what cannot be had from a server. */
export function notOpened({ source, address }: Requested, problem: string, cause?: unknown): Refusal {
  return new Refusal('remote-file', { source, address: shownRemote(address), problem }, { cause })
}

function statusInWords(status: number): string {
  const words: Readonly<Record<number, string>> = {
    401: 'the server asks for a login (401)',
    403: 'the server does not let it be read (403)',
    404: 'the server has no such file (404)',
    412: 'the file changed while it was read (412)',
  }
  return words[status] ?? `the server answers with ${String(status)}`
}

function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'there is no server of that name, or no network'
  if (code === 'ECONNREFUSED') return 'nothing answers there'
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'the server takes too long'
  return `the connection failed${code === '' ? '' : ` (${code})`}`
}
