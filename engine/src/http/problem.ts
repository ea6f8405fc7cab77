import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { STATUS_CODES } from 'node:http'
import { isRefusal, type Refusals } from '../errors.js'
import type { Carried } from './api.js'

/** Refusals that are not 422: the request is understood, and cannot be answered as it stands. */
const statuses: Partial<Record<keyof Refusals, ContentfulStatusCode>> = {
  'unknown-board': 404,
  'unknown-plan': 404,
  'no-plan-said': 404,
  'not-built': 503,
  'warehouse-busy': 503,
  'warehouse-locked': 503,
  'warehouse-unreachable': 503,
}

/** The HTTP status of a refusal. */
export function statusOf(code: keyof Refusals): ContentfulStatusCode {
  return statuses[code] ?? 422
}

/** What a problem document says. */
export interface Said {
  readonly status: ContentfulStatusCode
  readonly code: string
  readonly detail: string
  readonly fix?: string
  readonly facts?: object
}

/** Answers with a problem document, RFC 9457. */
export function sendProblem(c: Context<Carried>, { status, code, ...said }: Said): Response {
  const title = STATUS_CODES[status] ?? 'Error'
  const document = {
    type: 'about:blank',
    title,
    status,
    detail: said.detail,
    code,
    fix: said.fix,
    facts: said.facts,
    requestId: c.get('requestId'),
  }
  return c.body(JSON.stringify(document), status, { 'content-type': 'application/problem+json' })
}

/** What is said of something thrown; undefined for a bug of ours, of which nothing is told outside. */
export function saidOf(thrown: unknown): Said | undefined {
  if (!isRefusal(thrown)) return undefined
  const { code, message, fix, facts } = thrown
  return { status: statusOf(code), code, detail: message, fix, facts }
}
