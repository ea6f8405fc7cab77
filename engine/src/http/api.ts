import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, TypedResponse } from 'hono'
import { json } from '../documents/json.js'
import type { Asker } from './access/asker.js'

/** What a request carries along. */
export interface Carried {
  Variables: {
    requestId: string
    asker: Asker
    /** Fires when the request's time is up, or when nobody waits for its answer any more. */
    signal: AbortSignal
  }
}

/** The server's routes. */
export type Api = OpenAPIHono<Carried>

/** A document as a response; `figures` says whether its figures are numbers or texts. */
export function sendDocument(
  c: Context<Carried>,
  document: object,
  figures?: 'number' | 'text',
): Response & TypedResponse<never, 200, 'json'> {
  const headers = { 'content-type': 'application/json' }
  return c.body(json(document, figures), 200, headers) as unknown as Response &
    TypedResponse<never, 200, 'json'>
}
