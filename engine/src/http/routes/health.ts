import { createRoute, z } from '@hono/zod-openapi'
import { readLedger } from '../../builds/ledger.js'
import { sendDocument, type Api } from '../api.js'
import { Problem } from '../problem.js'
import { noQuery } from '../schemas/no-query.js'
import { problems } from '../schemas/problem.js'
import type { Service } from '../service.js'

const fine = z.object({ state: z.literal('fine') }).openapi('Health')

const live = createRoute({
  method: 'get',
  path: '/livez',
  operationId: 'live',
  summary: 'Whether the process answers at all',
  request: { query: noQuery },
  responses: {
    200: { description: 'It does.', content: { 'application/json': { schema: fine } } },
    500: problems[500],
  },
})

const ready = createRoute({
  method: 'get',
  path: '/readyz',
  operationId: 'ready',
  summary: 'Whether questions can be answered: the warehouse can be read, and something is built',
  request: { query: noQuery },
  responses: {
    200: { description: 'They can.', content: { 'application/json': { schema: fine } } },
    500: problems[500],
    503: problems[503],
  },
})

/** Milliseconds after which a warehouse that does not answer is taken for one that is not there. */
const patience = 5000

/** `GET /livez`, `GET /readyz` */
export function healthRoutes(api: Api, { warehouse, stopping }: Service): void {
  api.openapi(live, (c) => sendDocument(c, { state: 'fine' }))

  api.openapi(ready, async (c) => {
    const ledger = await warehouse
      .read(readLedger, { signal: AbortSignal.timeout(patience) })
      .catch(() => undefined)
    if (ledger !== undefined && ledger.size > 0 && !stopping.aborted)
      return sendDocument(c, { state: 'fine' })
    throw new Problem({
      status: 503,
      code: 'not-ready',
      detail: stopping.aborted
        ? 'The server is about to end.'
        : ledger === undefined
          ? 'The warehouse does not answer.'
          : 'Nothing is built yet.',
    })
  })
}
