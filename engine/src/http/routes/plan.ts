import { createRoute, z } from '@hono/zod-openapi'
import { planNamed } from '../../builds/plan-reading.js'
import { parseMoment } from '../../calendar/moment.js'
import { planDocument } from '../../documents/plan.js'
import { answerPlanIn, planAsOfIn } from '../../queries/answer-plan.js'
import { explainPlanIn } from '../../queries/explain-plan.js'
import { sendAnswer, type Api } from '../api.js'
import { minuteOf } from '../asked.js'
import { plan, planExplanation } from '../schemas/plan.js'
import { problems } from '../schemas/problem.js'
import { figures, name, text } from '../schemas/text.js'
import type { Service } from '../service.js'
import { refuseUnlessMay } from '../within-view.js'

const month = text
  .optional()
  .openapi({ description: '2026-01, this-month or last-month.', example: '2026-01' })

const route = createRoute({
  method: 'get',
  path: '/v1/plans/{name}',
  operationId: 'plan',
  summary: "A month's day targets, what is adjusted, and where day and month will end",
  request: {
    params: z.object({ name }),
    query: z.strictObject({
      month,
      asOf: text.optional().openapi({
        description: 'What was said last up to this moment, as it was stored. Default: worked out now.',
        example: '2026-01-13T18:00',
      }),
      figures,
    }),
  },
  responses: {
    200: { description: 'What the plan says.', content: { 'application/json': { schema: plan } } },
    ...problems,
  },
})

const explain = createRoute({
  method: 'get',
  path: '/v1/plans/{name}/explain',
  operationId: 'explainPlan',
  summary: 'The statements by which a plan reads its month',
  request: {
    params: z.object({ name }),
    query: z.strictObject({
      month,
      asOf: text.optional().openapi({
        description: 'As they are at this moment, before which rows must be dated. Default: now.',
        example: '2026-01-13T18:00',
      }),
    }),
  },
  responses: {
    200: { description: 'The statements.', content: { 'application/json': { schema: planExplanation } } },
    ...problems,
  },
})

/** `GET /v1/plans/:name`, `GET /v1/plans/:name/explain` */
export function planRoutes(api: Api, service: Service): void {
  api.openapi(route, async (c) => {
    const { loaded, may } = c.get('asker').view
    const { dialect } = service.warehouse
    const placesRows = may.has('build')
    const { month: asked, asOf, figures: written } = c.req.valid('query')
    const { name: plan } = c.req.valid('param')
    planNamed(plan, loaded)
    const now = service.now()
    const moment = asOf === undefined ? undefined : parseMoment(asOf, loaded.project.calendar)
    return sendAnswer(c, service, {
      asked: ['plan', plan, asked, asOf, minuteOf(now), placesRows],
      figures: written,
      work: async (session) =>
        planDocument(
          moment === undefined
            ? await answerPlanIn(session, { plan, month: asked, now }, { loaded, dialect, placesRows })
            : await planAsOfIn(session, { plan, month: asked, asOf: moment }, loaded),
        ),
    })
  })

  api.openapi(explain, async (c) => {
    const { view } = c.get('asker')
    refuseUnlessMay(view, 'explain')
    const { loaded } = view
    const { dialect } = service.warehouse
    const { month: asked, asOf } = c.req.valid('query')
    const { name: plan } = c.req.valid('param')
    planNamed(plan, loaded)
    const now = asOf === undefined ? service.now() : parseMoment(asOf, loaded.project.calendar)
    return sendAnswer(c, service, {
      asked: ['explain-plan', plan, asked, asOf, minuteOf(now)],
      work: (session) => explainPlanIn(session, { plan, month: asked, now }, { loaded, dialect }),
    })
  })
}
