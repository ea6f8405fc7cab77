import { createRoute, z } from '@hono/zod-openapi'
import { explain } from '../../queries/explain.js'
import { prepareQuestion } from '../../queries/ask.js'
import type { Question } from '../../queries/question.js'
import { stoppable } from '../../warehouses/stoppable.js'
import { sendDocument, type Api } from '../api.js'
import { refuseLongRanges } from '../limits.js'
import { segmentsHeld } from '../schemas/answer.js'
import { day, range } from '../schemas/days.js'
import { noQuery } from '../schemas/no-query.js'
import { problems } from '../schemas/problem.js'
import { question } from '../schemas/question.js'
import type { Service } from '../service.js'
import { askingOf, refuseUnlessMay, refuseWithheld } from '../within-view.js'

const explanation = z
  .object({
    asOf: day,
    metrics: z.array(z.object({ name: z.string(), formula: z.string() })),
    segments: segmentsHeld.nullable(),
    source: z.enum(['member-days', 'rollups']),
    because: z.string().nullable().optional(),
    passes: z.array(
      z.object({
        says: z.string(),
        level: z.enum(['rows', 'total']),
        windows: z.array(z.object({ range, before: range })),
        from: z.enum(['member-days', 'rollups']),
        because: z.string().nullable(),
        cells: z.array(z.string()),
        nodes: z.array(z.string()),
        sql: z.string(),
      }),
    ),
  })
  .openapi('Explanation')

const route = createRoute({
  method: 'post',
  path: '/v1/explain',
  operationId: 'explain',
  summary: 'How a question is answered: formulas, passes and their SQL',
  request: {
    query: noQuery,
    body: { required: true, content: { 'application/json': { schema: question } } },
  },
  responses: {
    200: { description: 'The passes.', content: { 'application/json': { schema: explanation } } },
    ...problems,
  },
})

/** `POST /v1/explain` */
export function explainRoute(api: Api, service: Service): void {
  api.openapi(route, async (c) => {
    const { view } = c.get('asker')
    refuseUnlessMay(view, 'explain')
    const warehouse = stoppable(service.warehouse, c.get('signal'))
    const asking = { ...askingOf(view, service), warehouse }
    const asked = c.req.valid('json') as Question
    refuseWithheld(view, asked.metrics)
    refuseLongRanges(prepareQuestion(asked, asking), service.limits)
    return sendDocument(c, await explain(asked, asking))
  })
}
