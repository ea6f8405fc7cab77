import { createRoute, type z } from '@hono/zod-openapi'
import { readLedger } from '../../builds/ledger.js'
import { comparisonRules } from '../../calendar/comparison.js'
import { grains } from '../../calendar/grain.js'
import { looksBack } from '../../metrics/metric-kinds.js'
import type { Metric } from '../../metrics/metric.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { answeredMetric } from '../../queries/ask.js'
import { sendDocument, type Api } from '../api.js'
import { meta } from '../schemas/meta.js'
import { problems } from '../schemas/problem.js'
import { todayOf, type Service } from '../service.js'

const route = createRoute({
  method: 'get',
  path: '/v1/meta',
  operationId: 'meta',
  summary: 'What may be asked: metrics, dimensions, boards and plans, and how fresh the answers are',
  responses: {
    200: { description: 'What may be asked.', content: { 'application/json': { schema: meta } } },
    ...problems,
  },
})

/** `GET /v1/meta` */
export function metaRoute(api: Api, service: Service): void {
  api.openapi(route, async (c) => {
    const { name, view } = c.get('asker')
    const { project } = view.loaded
    const { timeZone, weekStart, fiscalYearStart } = project.calendar
    const { targets } = project
    const document: z.input<typeof meta> = {
      project: { name: project.name, description: project.description ?? null },
      asker: {
        name,
        role: view.role,
        rows: Object.fromEntries(
          view.rows.map(({ dimension, values }) => [dimension, values.filter((value) => value !== null)]),
        ),
        may: [...view.may],
      },
      calendar: {
        timeZone,
        weekStart,
        fiscalYearStart,
        today: todayOf(service),
        now: service
          .now()
          .toZonedDateTimeISO(timeZone)
          .toPlainDateTime()
          .toString({ smallestUnit: 'second' }),
      },
      metrics: Object.entries(project.metrics).map(([metric, declared]) =>
        described(metric, declared, view.loaded),
      ),
      dimensions: dimensionsOf(project.metrics),
      boards: Object.entries(project.boards).map(([board, { title, description }]) => ({
        name: board,
        title,
        description: description ?? null,
      })),
      plans: Object.entries(project.plans).map(([plan, { label, description, metric }]) => ({
        name: plan,
        label: label ?? plan,
        description: description ?? null,
        format: answeredMetric(plan, metric, view.loaded).format,
      })),
      targets: targets === undefined ? null : { period: targets.period, dimension: targets.by.dimension },
      grains: [...grains],
      comparisons: [...comparisonRules],
      freshness: { ...(await freshness(service)), building: false },
    }
    return sendDocument(c, document)
  })
}

function described(
  name: string,
  metric: Metric,
  loaded: LoadedProject,
): z.input<typeof meta>['metrics'][number] {
  return {
    ...answeredMetric(name, metric, loaded),
    looksBack: looksBack(metric),
    dimensions: [...metric.dimensions],
    knownFrom: metric.knownFrom ?? null,
    members: false,
  }
}

function dimensionsOf(metrics: Readonly<Record<string, Metric>>): z.input<typeof meta>['dimensions'] {
  const found = new Map<string, string[]>()
  for (const [metric, { dimensions }] of Object.entries(metrics)) {
    for (const dimension of dimensions) {
      const having = found.get(dimension) ?? []
      having.push(metric)
      found.set(dimension, having)
    }
  }
  return [...found].map(([name, having]) => ({ name, metrics: having }))
}

async function freshness({ warehouse }: Service): Promise<{
  days: { from: string; to: string } | null
  builtAt: string | null
}> {
  const entries = [...(await warehouse.read(readLedger)).values()]
  const from = entries.flatMap(({ firstDay }) => firstDay ?? []).toSorted()[0]
  const to = entries
    .flatMap(({ lastDay }) => lastDay ?? [])
    .toSorted()
    .at(-1)
  const builtAt = entries
    .map((entry) => entry.builtAt)
    .toSorted()
    .at(-1)
  return { days: from === undefined || to === undefined ? null : { from, to }, builtAt: builtAt ?? null }
}
