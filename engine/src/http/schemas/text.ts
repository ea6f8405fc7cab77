import { z } from '@hono/zod-openapi'

/** A name or a value as it may stand in a request: short, and without the character that no database takes. */
export const text = z
  .string()
  .max(200)
  // eslint-disable-next-line no-control-regex -- the one character that PostgreSQL's texts cannot hold
  .regex(/^[^\u0000]*$/, 'holds a null character')

/** A metric's, dimension's, board's or plan's name. */
export const name = text.min(1)

/** How figures are written: as JSON numbers of all their digits, or as texts of them. */
export const figures = z
  .enum(['number', 'text'])
  .optional()
  .openapi({
    param: { name: 'figures', in: 'query' },
    description:
      'How figures are written: as JSON numbers with all their digits (default), or as texts of the same digits, for readers whose numbers are binary.',
  })
