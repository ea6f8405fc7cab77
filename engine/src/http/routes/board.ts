import { createRoute, z } from '@hono/zod-openapi'
import { answerBoard } from '../../boards/answer-board.js'
import { boardDocument } from '../../documents/board.js'
import { sendDocument, type Api } from '../api.js'
import { board } from '../schemas/board.js'
import { days } from '../schemas/days.js'
import { problems } from '../schemas/problem.js'
import { figures, name } from '../schemas/text.js'
import { todayOf, type Service } from '../service.js'

const route = createRoute({
  method: 'get',
  path: '/v1/boards/{name}',
  operationId: 'board',
  summary: 'A page: its cards, what they are to reach, and its charts, all of one state of the warehouse',
  request: { params: z.object({ name }), query: z.object({ ...days, figures }) },
  responses: {
    200: { description: 'The board.', content: { 'application/json': { schema: board } } },
    ...problems,
  },
})

/** `GET /v1/boards/:name` */
export function boardRoute(api: Api, service: Service): void {
  api.openapi(route, async (c) => {
    const { view } = c.get('asker')
    const { figures: written, period, from, to } = c.req.valid('query')
    const asked = {
      ...(period === undefined ? {} : { period }),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    }
    const answered = await answerBoard(c.req.valid('param').name, asked, {
      loaded: view.loaded,
      warehouse: service.warehouse,
      today: todayOf(service),
      now: service.now(),
    })
    return sendDocument(c, boardDocument(answered), written)
  })
}
