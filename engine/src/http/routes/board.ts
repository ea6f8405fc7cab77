import { createRoute, z } from '@hono/zod-openapi'
import { answerBoardIn, boardNamed, movesBoard } from '../../boards/answer-board.js'
import { boardDocument } from '../../documents/board.js'
import { prepareQuestion } from '../../queries/ask.js'
import { whereFilters } from '../../queries/written-filters.js'
import { sendAnswer, type Api } from '../api.js'
import { given, minuteOf } from '../asked.js'
import { refuseLongRanges } from '../limits.js'
import { board } from '../schemas/board.js'
import { days } from '../schemas/days.js'
import { problems } from '../schemas/problem.js'
import { figures, name, text } from '../schemas/text.js'
import { where } from '../schemas/where.js'
import type { Service } from '../service.js'
import { askingOf } from '../within-view.js'

const route = createRoute({
  method: 'get',
  path: '/v1/boards/{name}',
  operationId: 'board',
  summary: 'A page: its cards, what they are to reach, and its charts, all of one state of the warehouse',
  request: {
    params: z.object({ name }),
    query: z.strictObject({ ...days, compare: text.optional(), where, figures }),
  },
  responses: {
    200: { description: 'The board.', content: { 'application/json': { schema: board } } },
    ...problems,
  },
})

/** `GET /v1/boards/:name` */
export function boardRoute(api: Api, service: Service): void {
  api.openapi(route, async (c) => {
    const { view } = c.get('asker')
    const { name: board } = c.req.valid('param')
    const { figures: written, where: filters, ...days } = c.req.valid('query')
    const asked = { ...given(days), ...(filters && { where: whereFilters(filters) }) }
    const declared = boardNamed(board, view.loaded)
    const { cards, plans = [] } = declared
    const asking = askingOf(view, service)
    refuseLongRanges(prepareQuestion({ metrics: cards, ...asked }, asking), service.limits)
    // A plan and a card are of one moment. What plans say moves with the clock.
    const now = asking.until ?? service.now()
    const moves = plans.length > 0 || movesBoard(declared, asked, asking) !== undefined
    const asOf = moves ? minuteOf(now) : asking.today
    return sendAnswer(c, service, {
      asked: ['board', board, asOf, asked],
      figures: written,
      work: async (session) => {
        const answered = await answerBoardIn(session, {
          name: board,
          days: asked,
          asking: { ...asking, now },
        })
        return boardDocument(answered)
      },
    })
  })
}
