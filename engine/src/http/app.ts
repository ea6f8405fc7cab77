import { OpenAPIHono, z } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { randomUUID } from 'node:crypto'
import type { Api, Carried } from './api.js'
import { dashboardFiles } from './dashboard-files.js'
import { formFor } from './forms.js'
import { saidOf, sendProblem, type RequestError } from './problem.js'
import { openApiRoutes } from './routes/openapi.js'
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
        errors: requestErrors(result.target, result.error),
        fix: 'See /docs for what the route takes.',
      })
    },
  })
  api.use(observed(service))
  api.use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false, xFrameOptions: 'DENY' }))
  api.use(compress())
  api.use('/v1/*', limitedBody(service))
  api.use('/v1/*', async (c, next) => {
    c.header('cache-control', 'private, no-cache')
    c.header('vary', 'authorization, accept')
    c.set('form', formFor({ path: c.req.path, header: c.req.header('accept') }))
    c.set('asker', await service.askerOf(c.req.raw))
    c.set('signal', AbortSignal.any([c.req.raw.signal, AbortSignal.timeout(service.limits.time)]))
    await next()
  })
  for (const route of routes) route(api, service)
  openApiRoutes(api)
  dashboardFiles(api, service.dashboard)
  api.notFound((c) => {
    const allowed = methodsAt(api, c.req.path)
    if (allowed.length > 0) {
      c.header('allow', allowed.join(', '))
      return sendProblem(c, {
        status: 405,
        code: 'wrong-method',
        detail: `${c.req.path} does not take ${c.req.method}.`,
        fix: `Send ${allowed.join(' or ')}.`,
      })
    }
    return sendProblem(c, {
      status: 404,
      code: 'unknown-route',
      detail: `There is nothing at ${c.req.method} ${c.req.path}.`,
      fix: 'See /docs for the routes.',
    })
  })
  api.onError((thrown, c) => answerThrown(thrown, c, service))
  return api
}

/** The methods that a path takes; none where it is no route. */
function methodsAt(api: Api, path: string): readonly string[] {
  const isAt = (method: string) =>
    api.router
      .match(method, path)[0]
      .some(([[, route]]) => route.method === method && !route.path.includes('*'))
  return ['GET', 'POST', 'PUT', 'DELETE']
    .filter(isAt)
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}

const targetNames: Readonly<Record<string, RequestError['in']>> = {
  json: 'body',
  query: 'query',
  param: 'path',
}

function requestErrors(target: string, { issues }: z.ZodError): readonly RequestError[] {
  return issues.map(({ path, message }) => ({
    in: targetNames[target] ?? 'body',
    pointer: path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    detail: message,
  }))
}

/** The page's own files, styles that charts set on elements, and pictures that are drawn in it. */
const contentSecurityPolicy = {
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  frameAncestors: ["'none'"],
}

/** Gives each request an id, a line in the log and a place in the measurements. */
function observed({ log, stopping, measurements: { requests } }: Service) {
  return async (c: Context<Carried>, next: () => Promise<void>): Promise<void> => {
    const requestId = randomUUID()
    c.set('requestId', requestId)
    c.header('x-request-id', requestId)
    if (stopping.aborted) c.header('connection', 'close')
    const start = performance.now()
    await next()
    const seconds = (performance.now() - start) / 1000
    const { method, path } = c.req
    const { status } = c.res
    const route = matchedRoutes(c).findLast((each) => !each.path.includes('*'))?.path ?? 'other'
    requests.observe({ method, route, status: String(status) }, seconds)
    // Set where somebody was let in.
    const asker = (c.get('asker') as Carried['Variables']['asker'] | undefined)?.name
    log.info({ requestId, method, path, status, ms: Math.round(seconds * 1000), asker }, 'request')
  }
}

function limitedBody({ limits }: Service) {
  return bodyLimit({
    maxSize: limits.body,
    onError: (c: Context<Carried>) =>
      sendProblem(c, {
        status: 413,
        code: 'body-too-large',
        detail: `The body is larger than ${limits.body} bytes.`,
        fix: 'Ask for less at once.',
      }),
  })
}

function answerThrown(thrown: unknown, c: Context<Carried>, { log }: Service): Response {
  const said = saidOf(thrown)
  if (said !== undefined) {
    if (said.status === 503) log.warn({ err: thrown, requestId: c.get('requestId') }, said.code)
    return sendProblem(c, said)
  }
  if (thrown instanceof HTTPException) {
    const code = thrown.status === 415 ? 'not-json' : 'invalid-request'
    return sendProblem(c, { status: thrown.status, code, detail: thrown.message })
  }
  log.error({ err: thrown, requestId: c.get('requestId') }, 'bug')
  return sendProblem(c, {
    status: 500,
    code: 'bug',
    detail: 'This is a bug in Daymark.',
    fix: 'Report it with what the log says of this request id.',
  })
}
