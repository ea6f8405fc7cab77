import { z } from '@hono/zod-openapi'

/** The query of a route that takes none: a parameter that nothing reads is a mistake. */
export const noQuery = z.strictObject({})
