import { createRoute, z } from '@hono/zod-openapi'
import { asOfChoices } from '../../activities/member-segment.js'
import { Refusal } from '../../errors.js'
import { csvLine, formulaChoices } from '../../documents/csv.js'
import { figureNames } from '../../measures/leaf.js'
import { membersBehind, preparedMembers, type MembersQuestion } from '../../queries/members-behind.js'
import { whereFilters } from '../../queries/written-filters.js'
import { sendAnswer, type Api } from '../api.js'
import { asOfKey, given } from '../asked.js'
import { day, days, range } from '../schemas/days.js'
import { segmentsHeld } from '../schemas/answer.js'
import { problems } from '../schemas/problem.js'
import { name, text } from '../schemas/text.js'
import { where } from '../schemas/where.js'
import type { Service } from '../service.js'
import { askingOf, refuseFigures, refuseUnlessMay, refuseWithheld } from '../within-view.js'

const members = z
  .object({
    metric: z.string(),
    identity: z.string(),
    are: z.enum(figureNames),
    range: range.nullable(),
    before: range.nullable(),
    segments: segmentsHeld.nullable(),
    members: z.array(z.object({ key: z.string(), lastDay: day })),
    next: z
      .string()
      .nullable()
      .openapi({ description: 'What to give as `after` for those that follow; null where none do.' }),
  })
  .openapi('Members')

const route = createRoute({
  method: 'get',
  path: '/v1/members',
  operationId: 'members',
  summary: 'The members behind a number, in the order of their keys: as many as it counts',
  request: {
    query: z.strictObject({
      metric: name.openapi({ description: 'A metric that counts members.' }),
      ...days,
      where,
      segmentAsOf: z
        .enum(asOfChoices)
        .optional()
        .openapi({ description: 'Which segment holds for filters on attributes of members.' }),
      are: z.enum(figureNames).optional().openapi({ description: 'Default: what the metric counts.' }),
      after: text.optional(),
      limit: z.coerce.number().int().min(1).max(1000).optional().openapi({
        description: 'How many; default 100. As CSV all are given.',
      }),
      format: z.enum(['json', 'csv']).optional(),
      formulas: z.enum(formulaChoices).optional().openapi({
        description:
          'As CSV, keys that a spreadsheet would run: `text` puts an apostrophe before them (default), `kept` leaves them.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The members.',
      content: { 'application/json': { schema: members }, 'text/csv': { schema: z.string() } },
    },
    ...problems,
  },
})

/** `GET /v1/members` */
export function membersRoute(api: Api, service: Service): void {
  api.openapi(route, async (c) => {
    const { view } = c.get('asker')
    refuseUnlessMay(view, 'list-members')
    const { where: written, format, formulas, limit = 100, ...asked } = c.req.valid('query')
    const isCsv = format === undefined ? c.get('form') === 'text/csv' : format === 'csv'
    refuseWithheld(view, [asked.metric])
    const asking = askingOf(view, service)
    const filters = written === undefined ? {} : { where: whereFilters(written) }
    const most = service.limits.rows * 10
    const question = {
      ...given(asked),
      ...filters,
      limit: (isCsv ? most : limit) + 1,
    } as MembersQuestion
    const { leaf } = preparedMembers(question, asking)
    refuseFigures(view, view.counts(leaf.figure, leaf) ? [] : [leaf.figure], leaf)
    if (service.loaded.project.access?.members?.includes(leaf.identity) !== true) {
      throw new Refusal('no-members-behind', {
        metric: asked.metric,
        why: `the project does not allow it for "${leaf.identity}"`,
        fix: `Declare access: { members: ['${leaf.identity}'] } in the project.`,
      })
    }
    if (isCsv) {
      const { members: all } = await service.warehouse.read(
        (session) => membersBehind(session, question, asking),
        { signal: c.get('signal') },
      )
      if (all.length > most) throw new Refusal('answer-too-large', { what: 'members', is: all.length, most })
      const rows = [['key', 'last_day'], ...all.map(({ key, lastDay }) => [key, lastDay])]
      const lines = rows.map((fields) => csvLine(fields, formulas))
      c.header('content-disposition', `attachment; filename="members.csv"`)
      return c.body(lines.join(''), 200, { 'content-type': 'text/csv; charset=utf-8' })
    }
    return sendAnswer(c, service, {
      asked: ['members', asOfKey({ ...question, metrics: [question.metric] }, asking), question],
      work: async (session) => {
        const found = await membersBehind(session, question, asking)
        const page = found.members.slice(0, limit)
        return {
          metric: asked.metric,
          identity: found.identity,
          are: found.are,
          range: found.window?.range ?? null,
          before: found.window?.before ?? null,
          segments: found.segments,
          members: page,
          next: found.members.length > limit ? (page.at(-1)?.key ?? null) : null,
        }
      },
    })
  })
}
