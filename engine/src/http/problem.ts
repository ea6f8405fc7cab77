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
  'figure-not-for-role': 403,
  'not-permitted': 403,
  'build-under-way': 409,
  'answer-too-large': 413,
  'keys-unreadable': 503,
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

/** What tells of the server's machine, its disk and its database: those who ask are told the code alone. */
const ofTheServer = new Set<string>([
  'keys-unreadable',
  'warehouse-busy',
  'warehouse-locked',
  'warehouse-unreachable',
  'connection-lost',
  'disk-full',
  'out-of-memory',
  'warehouse-limit',
  'warehouse-damaged',
  'warehouse-read-only',
  'warehouse-privilege',
] satisfies (keyof Refusals)[])

/** One place of a request that is not of the documented shape. */
export interface RequestError {
  readonly in: 'body' | 'query' | 'path'
  /** A JSON pointer (RFC 6901). */
  readonly pointer: string
  readonly detail: string
}

/** What a problem document says. */
export interface Said {
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly detail: string
  readonly fix?: string
  readonly facts?: object
  /** What of the request is not of the documented shape. */
  readonly errors?: readonly RequestError[]
  /** Where in the project's files the mistake stands. */
  readonly where?: Place
}

/** A problem that the server itself has with a request. */
export class Problem extends Error {
  constructor(
    readonly said: Said,
    options?: ErrorOptions,
  ) {
    super(said.detail, options)
    this.name = 'Problem'
  }
}

/** Answers with a problem document, RFC 9457. */
export function sendProblem(
  c: Context<Carried>,
  { status, code, detail, fix, facts, where, errors }: Said,
): Response {
  const title = STATUS_CODES[status] ?? 'Error'
  const requestId = c.get('requestId')
  const document = { type: 'about:blank', title, status, detail, code, fix, facts, where, errors, requestId }
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
  if (ofTheServer.has(code))
    return {
      status: statuses[code] ?? 503,
      code,
      detail: 'The server cannot answer now.',
      fix: 'Ask again later; the log of the server says why.',
    }
  return { status: statuses[code] ?? 422, code, detail: message, fix, facts, ...(where && { where }) }
}
