import { z } from '@hono/zod-openapi'

/** An exact decimal with all its digits: a JSON number, or with `figures=text` a text. */
export const figure = z
  .union([z.number(), z.string()])
  .openapi('Figure', { description: 'An exact decimal with all its digits; a text with `figures=text`.' })

/** A figure, or null where there is none. */
export const figureOrNull = z.union([figure, z.null()])

/** How a number is written for people. Values themselves are never rounded by their format. */
export const format = z
  .object({
    as: z.enum(['number', 'money', 'percent', 'multiple']),
    decimals: z.number().int(),
    currency: z.string().nullable().optional().openapi({
      description: 'Null: each value says its own `currency`.',
    }),
    symbol: z.string().optional(),
  })
  .openapi('Format')
