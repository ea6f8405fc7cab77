import { z } from '@hono/zod-openapi'
import { text } from './text.js'

/** Filters in an address, written as on the command line. */
export const where = z
  .union([z.array(text).max(20), text.transform((one) => [one])])
  .optional()
  .openapi({
    param: { name: 'where', in: 'query', style: 'form', explode: true },
    type: 'array',
    items: { type: 'string', maxLength: 200 },
    maxItems: 20,
    description:
      'Only these rows, as on the command line: `line=A,B` (any of them), `line!=A` (others), `line=` (without a value). May be repeated.',
  })
