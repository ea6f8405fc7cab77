import { createRoute } from '@hono/zod-openapi'
import { readLedger } from '../../builds/ledger.js'
import { seenDays } from '../../queries/seen-days.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import type { View } from '../access/asker.js'
import { sendAnswer, type Api } from '../api.js'
import { minuteOf } from '../asked.js'
import { metaDocument, type Meta } from '../meta-document.js'
import { meta } from '../schemas/meta.js'
import { noQuery } from '../schemas/no-query.js'
import { problems } from '../schemas/problem.js'
import { todayOf, type Service } from '../service.js'

const route = createRoute({
  method: 'get',
  path: '/v1/meta',
  operationId: 'meta',
  summary: 'What may be asked: metrics, dimensions, boards and plans, and how fresh the answers are',
  request: { query: noQuery },
  responses: {
    200: { description: 'What may be asked.', content: { 'application/json': { schema: meta } } },
    ...problems,
  },
})

/** `GET /v1/meta` */
export function metaRoute(api: Api, service: Service): void {
  api.openapi(route, (c) => {
    const asker = c.get('asker')
    const building = service.builds.isRunning
    const now = service.now()
    return sendAnswer(c, service, {
      asked: ['meta', asker.name, minuteOf(now), building],
      work: async (session) =>
        metaDocument(asker, {
          now,
          today: todayOf(service),
          freshness: { ...(await freshness(session, asker.view)), building },
        }),
    })
  })
}

/** The days with rows that the asker sees, and when what is answered from was built. */
async function freshness(
  session: ReadSession,
  { loaded, rows }: View,
): Promise<Omit<Meta['freshness'], 'building'>> {
  const ledger = await readLedger(session)
  const builtAt = [...ledger.values()].map((entry) => entry.builtAt).toSorted()
  return { days: (await seenDays(session, { loaded, rows })) ?? null, builtAt: builtAt.at(-1) ?? null }
}
