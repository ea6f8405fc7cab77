import { createRoute, z } from '@hono/zod-openapi'
import { answerDocument } from '../../documents/answer.js'
import { askIn, prepareQuestion } from '../../queries/ask.js'
import type { Question } from '../../queries/question.js'
import { sendAnswer, type Api } from '../api.js'
import { refuseLongRanges, refuseManyRows } from '../limits.js'
import { answer } from '../schemas/answer.js'
import { problems } from '../schemas/problem.js'
import { question } from '../schemas/question.js'
import { figures } from '../schemas/text.js'
import { asOfKey } from '../asked.js'
import type { Service } from '../service.js'
import { askingOf, refuseWithheld } from '../within-view.js'

const route = createRoute({
  method: 'post',
  path: '/v1/ask',
  operationId: 'ask',
  summary: 'Answer a question: metrics over days, split and compared',
  request: {
    query: z.strictObject({ figures }),
    body: { required: true, content: { 'application/json': { schema: question } } },
  },
  responses: {
    200: { description: 'The answer.', content: { 'application/json': { schema: answer } } },
    ...problems,
  },
})

/** `POST /v1/ask` */
export function askRoute(api: Api, service: Service): void {
  api.openapi(route, async (c) => {
    const { view } = c.get('asker')
    const asking = askingOf(view, service)
    const asked = c.req.valid('json') as Question
    refuseWithheld(view, asked.metrics)
    refuseLongRanges(prepareQuestion(asked, asking), service.limits)
    return sendAnswer(c, service, {
      asked: ['ask', asOfKey(asked, asking), asked],
      figures: c.req.valid('query').figures,
      work: async (session) => {
        const answered = await askIn(session, asked, asking)
        refuseManyRows(answered, service.limits)
        return answerDocument(answered)
      },
    })
  })
}
