import { createRoute, z } from '@hono/zod-openapi'
import type { Api } from '../api.js'
import { noQuery } from '../schemas/no-query.js'
import { problems } from '../schemas/problem.js'
import type { Service } from '../service.js'
import { refuseUnlessMay } from '../within-view.js'

const route = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'measurements',
  summary: 'What the server tells of itself, for Prometheus; with roles, to those who may build',
  request: { query: noQuery },
  responses: {
    200: {
      description: "Prometheus' text format.",
      content: { 'text/plain': { schema: z.string() } },
    },
    401: problems[401],
    403: problems[403],
    500: problems[500],
  },
})

/** `GET /metrics` */
export function metricsRoute(api: Api, { measurements: { registry }, askerOf }: Service): void {
  api.openapi(route, async (c) => {
    refuseUnlessMay((await askerOf(c.req.raw)).view, 'build')
    return c.text(await registry.metrics(), 200, { 'content-type': registry.contentType })
  })
}
