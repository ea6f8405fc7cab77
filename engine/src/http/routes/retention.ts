import { createRoute, z } from '@hono/zod-openapi'
import { retentionDocument } from '../../documents/retention.js'
import { preparedGrid, retentionGridIn, type RetentionRequest } from '../../queries/retention-grid.js'
import { contains } from '../../calendar/range.js'
import { spanOf } from '../../queries/resolved-question.js'
import { sendAnswer, type Api } from '../api.js'
import { minuteOf } from '../asked.js'
import { problems } from '../schemas/problem.js'
import { retention, retentionRequest } from '../schemas/retention.js'
import { figures } from '../schemas/text.js'
import type { Service } from '../service.js'
import { askingOf, figuresLacking, refuseFigures } from '../within-view.js'

const route = createRoute({
  method: 'post',
  path: '/v1/retention',
  operationId: 'retention',
  summary: 'Of those who were new in each period, how many were active in each later one',
  request: {
    query: z.strictObject({ figures }),
    body: { required: true, content: { 'application/json': { schema: retentionRequest } } },
  },
  responses: {
    200: { description: 'The grid.', content: { 'application/json': { schema: retention } } },
    ...problems,
  },
})

/** `POST /v1/retention` */
export function retentionRoute(api: Api, service: Service): void {
  api.openapi(route, (c) => {
    const { view } = c.get('asker')
    const asking = askingOf(view, service)
    const asked = c.req.valid('json') as RetentionRequest
    const { activity, identity } = preparedGrid(asked, asking)
    const members = { of: activity, identity }
    refuseFigures(view, figuresLacking(view, members), members)
    const { loaded, today, until } = asking
    const moves = until !== undefined && contains(spanOf(asked, loaded, today).range, today)
    const asOf = moves ? minuteOf(until) : today
    return sendAnswer(c, service, {
      asked: ['retention', asOf, asked],
      figures: c.req.valid('query').figures,
      work: async (session) => {
        const grid = await retentionGridIn(session, asked, asking)
        return retentionDocument(view.may.has('explain') ? grid : { ...grid, sql: null })
      },
    })
  })
}
