import { keepSecret } from '../../warehouses/address.js'
import { fileEnding } from '../file-format.js'

/** Whether files are named that lie on a server: an object of S3, or what has a URL of HTTP. */
export function isRemote(pattern: string): boolean {
  return /^(?:s3|https?):\/\//i.test(pattern)
}

/** A bucket, and a key or a pattern of keys in it. */
export interface BucketPattern {
  readonly bucket: string
  readonly keys: string
}

/** The parts of `s3://bucket/key`; undefined for other addresses. */
export function bucketPattern(address: string): BucketPattern | undefined {
  const [, bucket, keys] = /^s3:\/\/([^/]+)\/(.+)$/is.exec(address) ?? []
  return bucket === undefined || keys === undefined ? undefined : { bucket, keys }
}

const secretName = /sig|token|key|secret|credential|password|auth|x-amz|x-goog/i

/**
 * An address as it is shown and kept: without a user's name and password, and with stars for what a signed URL is
 * signed with. What is left out is left out of all messages.
 */
export function shownRemote(address: string): string {
  if (!URL.canParse(address) || /^s3:/i.test(address)) return address
  const url = new URL(address)
  if (url.password !== '') keepSecret(decodeURIComponent(url.password))
  url.username = ''
  url.password = ''
  for (const [name, value] of url.searchParams) {
    if (!secretName.test(name)) continue
    keepSecret(value)
    url.searchParams.set(name, '***')
  }
  return url.href
}

/** The ending by which what lies at an address is read; undefined when it is none that is. */
export function remoteEnding(address: string): string | undefined {
  return fileEnding(/^s3:/i.test(address) ? address : new URL(address).pathname)
}
