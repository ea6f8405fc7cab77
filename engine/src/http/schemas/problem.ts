import { z } from '@hono/zod-openapi'

/** What is said when something is refused or goes wrong: RFC 9457, with the engine's code, facts and what to do. */
export const problemPlace = z
  .object({
    file: z.string(),
    line: z.number().int().openapi({ description: 'Counted from 1.' }),
    column: z.number().int().openapi({ description: 'Counted from 1.' }),
  })
  .openapi({ description: "Where in the project's files the mistake stands, where that is known." })

export const problem = z
  .object({
    type: z.string().openapi({ example: 'about:blank' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().openapi({ description: 'What is wrong, as a sentence.' }),
    code: z.string().openapi({ description: "The engine's code.", example: 'unknown-metric' }),
    fix: z.string().optional().openapi({ description: 'What to do about it.' }),
    where: problemPlace.optional(),
    facts: z.record(z.string(), z.unknown()).optional(),
    errors: z
      .array(
        z.object({
          in: z.enum(['body', 'query', 'path']),
          pointer: z.string().openapi({ description: 'A JSON pointer (RFC 6901).', example: '/metrics/0' }),
          detail: z.string(),
        }),
      )
      .optional()
      .openapi({ description: 'What is not of the documented shape, and where in the request.' }),
    requestId: z.string(),
  })
  .openapi('Problem')

const says = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problem } },
})

/** The refusals that every route may answer with. */
export const problems = {
  400: says('The request is not of the shape that is documented here.'),
  401: says('No key or token, or one that is not valid.'),
  403: says('The role may not see or do this.'),
  404: says('There is nothing of that name.'),
  405: says('The path takes other methods; `allow` names them.'),
  406: says('The answer cannot be had in a form that `accept` allows.'),
  409: says('It cannot be done in the state that things are in.'),
  413: says('The request, or what it would answer, is too large.'),
  415: says('The body is not JSON.'),
  422: says('The engine refuses: a misspelt name, days that do not fit …'),
  429: says('Too much is asked at once.'),
  500: says('A bug of Daymark; the request id finds it in the log.'),
  503: says('Not built yet, or the warehouse cannot be reached.'),
  504: says('It took longer than a request may take, and was stopped.'),
} as const
