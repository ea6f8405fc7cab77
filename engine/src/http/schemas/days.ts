import { z } from '@hono/zod-openapi'
import { text } from './text.js'

/** Which days are asked for, as fields of a query or a body. */
export const days = {
  period: text.optional().openapi({
    description:
      '2025, 2025-Q4, 2025-10, 2025-W40, 2025-10-31, yesterday, this-week, last-month, last-30-days, last-12-weeks, month-to-date …',
    example: '2025-Q4',
  }),
  from: text
    .optional()
    .openapi({ description: 'The first day, instead of a period.', example: '2025-10-01' }),
  to: text
    .optional()
    .openapi({ description: 'The last day, which belongs to the range.', example: '2025-10-20' }),
}

/** A business day. */
export const day = z.string().openapi({ format: 'date', example: '2025-10-31' })

/** First and last day; both belong to the range. */
export const range = z.object({ from: day, to: day })

/** How much of a range has passed. */
export const elapsed = z.object({ days: z.number().int(), of: z.number().int() })
