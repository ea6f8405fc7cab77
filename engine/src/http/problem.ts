import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { STATUS_CODES } from 'node:http'
import { isRefusal, type Place, type Refusals } from '../errors.js'
import type { Carried } from './api.js'

/** Refusals that are not 422: the request is understood, and cannot be answered as it stands. */
const statuses: Partial<Record<keyof Refusals, ContentfulStatusCode>> = {
  'unknown-board': 404,
  'unknown-plan': 404,
  'unknown-reference': 404,
  'no-plan-said': 404,
  'no-targets': 404,
  'metric-not-for-role': 403,
  'not-permitted': 403,
  'build-under-way': 409,
  'answer-too-large': 413,
  'not-built': 503,
  'warehouse-busy': 503,
  'warehouse-locked': 503,
  'warehouse-unreachable': 503,
  'connection-lost': 503,
  'disk-full': 503,
  'out-of-memory': 503,
  'warehouse-limit': 503,
  'warehouse-damaged': 503,
  'warehouse-read-only': 503,
  'warehouse-privilege': 503,
  interrupted: 504,
}

/** What a problem document says. */
export interface Said {
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly detail: string
  readonly fix?: string
  readonly facts?: object
  /** Where in the project's files the mistake stands. */
  readonly where?: Place
}

/** A problem that the server itself has with a request. */
export class Problem extends Error {
  constructor(readonly said: Said) {
    super(said.detail)
    this.name = 'Problem'
  }
}

/** Answers with a problem document, RFC 9457. */
export function sendProblem(
  c: Context<Carried>,
  { status, code, detail, fix, facts, where }: Said,
): Response {
  const title = STATUS_CODES[status] ?? 'Error'
  const requestId = c.get('requestId')
  const document = { type: 'about:blank', title, status, detail, code, fix, facts, where, requestId }
  if (status === 401) c.header('www-authenticate', 'Bearer')
  if (status === 503) c.header('retry-after', '5')
  return c.body(JSON.stringify(document), status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  })
}

/** What is said of something thrown; undefined for a bug of ours, of which nothing is told outside. */
export function saidOf(thrown: unknown): Said | undefined {
  if (thrown instanceof Problem) return thrown.said
  if (!isRefusal(thrown)) return undefined
  const { code, message, fix, facts, where } = thrown
  return { status: statuses[code] ?? 422, code, detail: message, fix, facts, ...(where && { where }) }
}
