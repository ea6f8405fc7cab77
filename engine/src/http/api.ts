import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context, TypedResponse } from 'hono'
import { json } from '../documents/json.js'
import type { ReadSession } from '../warehouses/warehouse.js'
import type { Asker } from './access/asker.js'
import type { Service } from './service.js'

/** What a request carries along. */
export interface Carried {
  Variables: {
    requestId: string
    asker: Asker
    /** The form in which the request is answered, such as `application/json`. */
    form: string
    /** Fires when the request's time is up, or when nobody waits for its answer any more. */
    signal: AbortSignal
  }
}

/** The server's routes. */
export type Api = OpenAPIHono<Carried>

type Sent = Response & TypedResponse<never, 200, 'json'>

/** A document as a response; `figures` says whether its figures are numbers or texts. */
export function sendDocument(c: Context<Carried>, document: object, figures?: 'number' | 'text'): Sent {
  return c.body(json(document, figures), 200, { 'content-type': 'application/json' }) as unknown as Sent
}

/** What is to be answered; see {@link sendAnswer}. */
export interface ToAnswer {
  /** The route and all that was asked of it. */
  readonly asked: unknown
  readonly figures?: 'number' | 'text' | undefined
  readonly work: (session: ReadSession) => Promise<object>
}

/**
 * Answers from one version of the data, or says that what the asker has is still right. The answer is known by its
 * content and, to whoever sees everything, by the data's version: of someone who sees some rows it would tell
 * that others have changed.
 */
export async function sendAnswer(
  c: Context<Carried>,
  service: Service,
  { asked, figures, work }: ToAnswer,
): Promise<Sent> {
  const { view } = c.get('asker')
  const found = await service.answers.find({
    key: JSON.stringify([view.role, asked]),
    figures,
    work,
    signal: c.get('signal'),
  })
  const seesAll = view.rows.length === 0
  const etag = `W/"${seesAll ? `${found.version}.` : ''}${found.etag}"`
  c.header('etag', etag)
  if (seesAll) c.header('daymark-data-version', found.version)
  const has = c.req
    .header('if-none-match')
    ?.split(',')
    .map((each) => each.trim())
  if (has?.some((each) => each === etag || each === '*') === true) {
    return c.body(null, 304) as unknown as Sent
  }
  return c.body(found.body, 200, { 'content-type': 'application/json' }) as unknown as Sent
}
