import { createRoute, z } from '@hono/zod-openapi'
import { answerDocument } from '../../documents/answer.js'
import { ask } from '../../queries/ask.js'
import { sendDocument, type Api } from '../api.js'
import { askedBy } from '../asked-by.js'
import { answer } from '../schemas/answer.js'
import { problems } from '../schemas/problem.js'
import { question } from '../schemas/question.js'
import { figures } from '../schemas/text.js'
import { todayOf, type Service } from '../service.js'

const route = createRoute({
  method: 'post',
  path: '/v1/ask',
  operationId: 'ask',
  summary: 'Answer a question: metrics over days, split and compared',
  request: {
    query: z.object({ figures }),
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
    const asking = { loaded: view.loaded, warehouse: service.warehouse, today: todayOf(service) }
    const answered = await ask(askedBy(view, c.req.valid('json')), asking)
    return sendDocument(c, answerDocument(answered), c.req.valid('query').figures)
  })
}
