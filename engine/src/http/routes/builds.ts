import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { readRowsLeftOut } from '../../builds/left-out-table.js'
import { readLedger } from '../../builds/ledger.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import { sendDocument, type Api, type Carried } from '../api.js'
import { contractsOf } from '../contracts.js'
import { Problem } from '../problem.js'
import { buildRun } from '../schemas/build.js'
import { sourceContract } from '../schemas/contract.js'
import { day } from '../schemas/days.js'
import { noQuery } from '../schemas/no-query.js'
import { problems } from '../schemas/problem.js'
import { name } from '../schemas/text.js'
import type { Service } from '../service.js'
import { refuseUnlessMay } from '../within-view.js'

const built = z
  .object({
    thing: z.string(),
    rows: z.number().int(),
    firstDay: day.nullable(),
    lastDay: day.nullable(),
    builtAt: z.string(),
  })
  .openapi('BuiltThing')

const list = createRoute({
  method: 'get',
  path: '/v1/builds',
  operationId: 'builds',
  summary: 'What is built, what sources must keep and whether they did, and the builds of this server',
  request: { query: noQuery },
  responses: {
    200: {
      description: 'The latest builds first.',
      content: {
        'application/json': {
          schema: z
            .object({ built: z.array(built), contracts: z.array(sourceContract), runs: z.array(buildRun) })
            .openapi('Builds'),
        },
      },
    },
    ...problems,
  },
})

const start = createRoute({
  method: 'post',
  path: '/v1/builds',
  operationId: 'startBuild',
  summary: 'Start a build; readers see all of it or nothing of it',
  request: {
    query: noQuery,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({
            full: z.boolean().optional().openapi({ description: 'Build everything again.' }),
          }),
        },
      },
    },
  },
  responses: {
    202: {
      description: 'It has been started. `location` is where it stands, `location`/progress how it goes on.',
      content: { 'application/json': { schema: buildRun } },
    },
    ...problems,
  },
})

const one = createRoute({
  method: 'get',
  path: '/v1/builds/{id}',
  operationId: 'build',
  summary: 'A build as it stands',
  request: {
    query: noQuery,
    params: z.object({ id: name }),
  },
  responses: {
    200: { description: 'The build.', content: { 'application/json': { schema: buildRun } } },
    ...problems,
  },
})

const progress = createRoute({
  method: 'get',
  path: '/v1/builds/{id}/progress',
  operationId: 'buildProgress',
  summary: 'How a build goes on, as server-sent events; each is the build as it stands',
  request: {
    query: noQuery,
    params: z.object({ id: name }),
  },
  responses: {
    200: {
      description: 'Events named `build`, up to one whose state is no longer `running`.',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problems,
  },
})

/** `GET` and `POST /v1/builds`, `GET /v1/builds/:id`, `GET /v1/builds/:id/progress` */
export function buildRoutes(api: Api, { builds, warehouse, loaded }: Service): void {
  const allowed = (c: Context<Carried>) => {
    const asker = c.get('asker')
    refuseUnlessMay(asker.view, 'build')
    return asker
  }
  const found = (id: string) => {
    const run = builds.get(id)
    if (run !== undefined) return run
    throw new Problem({
      status: 404,
      code: 'unknown-build',
      detail: `This server knows no build "${id}".`,
      fix: 'See /v1/builds for those that it knows.',
    })
  }

  api.openapi(list, async (c) => {
    allowed(c)
    const reading = async (session: ReadSession) => ({
      ledger: await readLedger(session),
      leftOut: (await readRowsLeftOut(session)) ?? [],
    })
    const { ledger, leftOut } = await warehouse.read(reading, { signal: c.get('signal') })
    const things = [...ledger.values()].map(({ definition: _definition, input: _input, ...entry }) => entry)
    const runs = builds.all()
    const contracts = contractsOf(loaded.layout.sources, { ledger, runs, leftOut })
    return sendDocument(c, { built: things, contracts, runs })
  })

  api.openapi(start, (c) => {
    const run = builds.start({ by: allowed(c).name, full: c.req.valid('json').full ?? false })
    c.header('location', `/v1/builds/${run.id}`)
    return c.json(run as z.input<typeof buildRun>, 202)
  })

  api.openapi(one, (c) => {
    allowed(c)
    return sendDocument(c, found(c.req.valid('param').id))
  })

  api.openapi(progress, (c) => {
    allowed(c)
    const { id } = found(c.req.valid('param').id)
    return streamSSE(c, async (stream) => {
      const gone = new AbortController()
      stream.onAbort(() => {
        gone.abort()
      })
      try {
        for await (const run of builds.follow(id, gone.signal)) {
          await stream.writeSSE({ event: 'build', data: JSON.stringify(run) })
        }
      } catch (thrown) {
        if (!gone.signal.aborted) throw thrown
      }
    })
  })
}
