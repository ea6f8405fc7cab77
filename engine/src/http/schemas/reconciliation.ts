import { z } from '@hono/zod-openapi'
import { day, range } from './days.js'
import { figure } from './figure.js'
import { text } from './text.js'

/** Which days of a reference are compared, and how many rows each cause is shown by. */
export const reconciliationRequest = z
  .strictObject({
    from: text
      .optional()
      .openapi({ description: 'The first day. Default: all days.', example: '2025-10-01' }),
    to: text.optional().openapi({ description: 'The last day. Default: today.', example: '2025-10-20' }),
    examples: z
      .number()
      .int()
      .min(0)
      .max(100)
      .optional()
      .openapi({ description: 'How many rows each cause comes with. Default: 3.' }),
  })
  .openapi('ReconciliationRequest')

const tally = z
  .object({
    rows: z.number().int(),
    values: z.record(z.string(), figure).openapi({ description: 'Exact sums, by column.' }),
    nulls: z.record(z.string(), z.number().int()).openapi({ description: 'In how many rows there is none.' }),
  })
  .openapi('ReconciledTally', {
    description: 'Rows, and what their columns add up to; a difference may be below 0.',
  })

const example = z
  .object({
    day: day.nullable(),
    dimensions: z.record(z.string(), z.string().nullable()),
    reference: tally.nullable(),
    metrics: tally.nullable(),
    difference: tally,
    amount: tally,
    besides: z.array(z.string()).openapi({ description: 'What else amounts to something in the row.' }),
  })
  .openapi('ReconciledExample')

const step = z.object({
  says: z.string(),
  rows: z.number().int().openapi({ description: 'In how many rows it amounts to something.' }),
  net: tally,
  examples: z.array(example),
})

/** How a reference compares with the metrics, row by row, and by which causes they differ. */
export const reconciliation = z
  .object({
    reference: z.string(),
    asOf: day,
    days: range.nullable(),
    columns: z.array(z.object({ column: z.string(), metric: z.string() })),
    rows: z.object({
      compared: z.number().int(),
      equal: z.number().int(),
      explained: z.number().int(),
      unexplained: z.number().int(),
    }),
    difference: tally,
    causes: z.array(step.extend({ cause: z.string() })),
    unexplained: z.array(step),
    passed: z.boolean().openapi({ description: 'Whether the causes account for every difference.' }),
  })
  .openapi('Reconciliation')
