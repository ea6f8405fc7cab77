import { z } from '@hono/zod-openapi'
import { violation } from './contract.js'
import { problemPlace } from './problem.js'

/** One build of the server, as it stands. */
export const buildRun = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'failed', 'stopped']),
    by: z.string(),
    full: z.boolean(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    progress: z
      .object({ done: z.number().int(), of: z.number().int(), doing: z.string() })
      .nullable()
      .openapi({ description: 'The step that it is at, or was at last.' }),
    work: z.array(z.object({ thing: z.string(), does: z.string(), because: z.string() })),
    notices: z.array(z.string()),
    problem: z
      .object({ code: z.string(), detail: z.string(), fix: z.string(), where: problemPlace.optional() })
      .nullable(),
    violations: z.array(violation).openapi({ description: 'Where a broken contract is why it failed.' }),
  })
  .openapi('BuildRun')
