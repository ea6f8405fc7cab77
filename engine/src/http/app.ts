import { OpenAPIHono, z } from '@hono/zod-openapi'
import { compress } from 'hono/compress'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import type { Context } from 'hono'
import { randomUUID } from 'node:crypto'
import type { Api, Carried } from './api.js'
import { dashboardFiles } from './dashboard-files.js'
import { saidOf, sendProblem } from './problem.js'
import { routes } from './routes/routes.js'
import type { Service } from './service.js'

/**
 * The server as a function from request to response, without a socket.
 *
 * @example
 * const response = await createApp(service).request('/v1/meta')
 */
export function createApp(service: Service): Api {
  const api: Api = new OpenAPIHono<Carried>({
    defaultHook: (result, c) => {
      if (result.success) return
      return sendProblem(c, {
        status: 400,
        code: 'invalid-request',
        detail: `The request is not of the documented shape. ${z.prettifyError(result.error)}`,
        fix: 'See /docs for what the route takes.',
      })
    },
  })
  api.use(async (c, next) => {
    c.set('requestId', randomUUID())
    c.header('x-request-id', c.get('requestId'))
    await next()
  })
  api.use(compress())
  api.use(
    '/v1/*',
    bodyLimit({
      maxSize: service.limits.body,
      onError: (c: Context<Carried>) =>
        sendProblem(c, {
          status: 413,
          code: 'body-too-large',
          detail: `The body is larger than ${service.limits.body} bytes.`,
        }),
    }),
  )
  api.use('/v1/*', async (c, next) => {
    c.set('asker', await service.askerOf(c.req.raw))
    c.header('cache-control', 'private, no-cache')
    c.header('vary', 'authorization')
    await next()
  })
  for (const route of routes) route(api, service)
  dashboardFiles(api, service.dashboard)
  api.notFound((c) =>
    sendProblem(c, {
      status: 404,
      code: 'unknown-route',
      detail: `There is nothing at ${c.req.method} ${c.req.path}.`,
      fix: 'See /docs for the routes.',
    }),
  )
  api.onError((thrown, c) => {
    const said = saidOf(thrown)
    if (said !== undefined) return sendProblem(c, said)
    if (thrown instanceof HTTPException) {
      return sendProblem(c, { status: thrown.status, code: 'invalid-request', detail: thrown.message })
    }
    service.log.error({ err: thrown, requestId: c.get('requestId') }, 'bug')
    return sendProblem(c, {
      status: 500,
      code: 'bug',
      detail: 'This is a bug in Daymark.',
      fix: 'Report it with what the log says of this request id.',
    })
  })
  return api
}
