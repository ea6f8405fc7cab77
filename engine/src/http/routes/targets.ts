import { createRoute, z } from '@hono/zod-openapi'
import {
  readSetTargets,
  seenTargets,
  storeSetTarget,
  targetFor,
  targetsOf,
} from '../../boards/set-targets.js'
import { targetsInForce } from '../../boards/targets-in-force.js'
import { parsePeriod } from '../../calendar/parse-period.js'
import { periodOf } from '../../calendar/period.js'
import { Refusal } from '../../errors.js'
import { JsonNumber } from '../../documents/json.js'
import { sendAnswer, sendDocument, type Api } from '../api.js'
import { figureOrNull } from '../schemas/figure.js'
import { problems } from '../schemas/problem.js'
import { figures, name, text } from '../schemas/text.js'
import type { Service } from '../service.js'
import { askingOf, refuseUnlessMay } from '../within-view.js'

const setTarget = z
  .object({
    number: z.number().int().optional().openapi({ description: 'Counts up with every target that is set.' }),
    period: z.string(),
    metric: z.string(),
    of: z.string().nullable().openapi({ description: 'null for all values of the dimension together.' }),
    target: figureOrNull.openapi({ description: "null takes back what was set: the source's holds again." }),
    setBy: z.string(),
    setAt: z.string(),
    note: z.string().nullable(),
  })
  .openapi('SetTarget')

const list = createRoute({
  method: 'get',
  path: '/v1/targets',
  operationId: 'targets',
  summary: 'The targets of a period, and every change that was made to them',
  request: { query: z.strictObject({ period: text.openapi({ example: '2025-Q4' }), figures }) },
  responses: {
    200: {
      description: 'The targets in force, and the audit trail, the first change first.',
      content: {
        'application/json': {
          schema: z
            .object({
              period: z.string(),
              dimension: z.string(),
              whole: z.string(),
              targets: z.array(
                z.object({
                  metric: z.string(),
                  of: z.string().nullable(),
                  target: figureOrNull.openapi({ description: 'Null where it is in several currencies.' }),
                  currency: z.string().optional().openapi({ description: 'The currency that it says.' }),
                }),
              ),
              changes: z.array(setTarget),
            })
            .openapi('Targets'),
        },
      },
    },
    ...problems,
  },
})

const put = createRoute({
  method: 'put',
  path: '/v1/targets/{period}/{metric}/{of}',
  operationId: 'setTarget',
  summary: 'Set what a metric is to reach; what was set before stays in the audit trail',
  request: {
    query: z.strictObject({ figures }),
    params: z.object({
      period: name,
      metric: name,
      of: name.openapi({ description: "A value of the targets' dimension, or the one that stands for all." }),
    }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            target: z
              .union([z.string().regex(/^-?\d{1,20}(\.\d{1,6})?$/), z.number(), z.null()])
              .openapi({ description: 'A decimal; null takes back what was set.', example: '125000.50' }),
            note: text.optional(),
          }),
        },
      },
    },
  },
  responses: {
    200: { description: 'It is set.', content: { 'application/json': { schema: setTarget } } },
    ...problems,
  },
})

/** `GET /v1/targets`, `PUT /v1/targets/:period/:metric/:of` */
export function targetRoutes(api: Api, service: Service): void {
  const { warehouse, builds } = service

  api.openapi(list, (c) => {
    const { view } = c.get('asker')
    const asking = askingOf(view, service)
    const { period: asked, figures: written } = c.req.valid('query')
    const targets = targetsOf(view.loaded)
    const { calendar } = view.loaded.project
    const { range } = parsePeriod(asked, { calendar, today: asking.today })
    const period = periodOf(range.from, targets.period, calendar)
    return sendAnswer(c, service, {
      asked: ['targets', asking.today, period.label],
      figures: written,
      work: async (session) => {
        const inForce = await targetsInForce(session, period, { targets, asking })
        const sees = seenTargets(targets, asking)
        const changes = sees === undefined ? [] : await readSetTargets(session, period.label)
        return {
          period: period.label,
          dimension: targets.by.dimension,
          whole: targets.by.whole,
          targets: [...inForce].flatMap(([metric, of]) =>
            [...of].map(([value, { target, currency }]) => ({
              metric,
              of: value,
              target: target === null ? null : new JsonNumber(target),
              ...(currency !== undefined && { currency }),
            })),
          ),
          changes: changes
            .filter(
              ({ of, metric }) => sees?.(of) === true && Object.hasOwn(view.loaded.project.metrics, metric),
            )
            .map(({ number, target, ...change }) => ({
              // Numbers that are missing would tell of targets that others set.
              ...(view.rows.length === 0 ? { number } : {}),
              ...change,
              target: target === null ? null : new JsonNumber(target),
            })),
        }
      },
    })
  })

  api.openapi(put, async (c) => {
    const { name: setBy, view } = c.get('asker')
    refuseUnlessMay(view, 'set-targets')
    const found = targetFor(c.req.valid('param'), askingOf(view, service))
    const { target: given, note = null } = c.req.valid('json')
    const target = decimalOf(given)
    const now = service.now()
    const [running] = builds.all().filter(({ state }) => state === 'running')
    if (running !== undefined) throw new Refusal('build-under-way', { since: running.startedAt })
    const setAt = now.toString({ smallestUnit: 'second' }).replace('T', ' ').replace('Z', '')
    const { number, ...set } = await warehouse.write(
      (session) => storeSetTarget(session, { ...found, target, setBy, setAt, note }),
      { signal: c.get('signal') },
    )
    service.log.info({ target: set, requestId: c.get('requestId') }, 'target set')
    const document = {
      ...(view.rows.length === 0 ? { number } : {}),
      ...set,
      target: target === null ? null : new JsonNumber(target),
    }
    return sendDocument(c, document, c.req.valid('query').figures)
  })
}

/** Plain digits of a number that is given as one. */
function decimalOf(given: string | number | null): string | null {
  if (typeof given !== 'number') return given
  const digits = String(given)
  if (/^-?\d{1,20}(\.\d{1,6})?$/.test(digits)) return digits
  throw new Refusal('invalid-target', {
    what: 'amount',
    given: digits,
    needs: 'Write a decimal with at most 6 places, as a text where it has many digits.',
  })
}
