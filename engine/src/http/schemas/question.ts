import { z } from '@hono/zod-openapi'
import { asOfChoices } from '../../activities/member-segment.js'
import { comparisonRules } from '../../calendar/comparison.js'
import { grains } from '../../calendar/grain.js'
import { days } from './days.js'
import { name, text } from './text.js'

/** Which rows of the data a question is about, by one dimension. */
export const filter = z
  .strictObject({
    dimension: name,
    values: z
      .array(z.union([text, z.null()]))
      .min(1)
      .max(1000)
      .openapi({
        description: 'The values that are wanted; null is a row without a value.',
      }),
    not: z.boolean().optional().openapi({ description: 'All others are wanted instead.' }),
  })
  .openapi('Filter')

/** What is asked of the engine. */
export const question = z
  .strictObject({
    metrics: z
      .array(name)
      .min(1)
      .max(50)
      .openapi({ example: ['revenue', 'activeCustomers'] }),
    ...days,
    by: z.array(name).max(8).optional().openapi({ description: 'The dimensions to split by.' }),
    grain: z.enum(grains).optional().openapi({ description: 'A series: one row for each such period.' }),
    where: z.array(filter).max(20).optional(),
    compare: text.optional().openapi({
      description: `${comparisonRules.join(', ')}, for short dod, wow, mom, qoq, yoy; or other days as FROM..TO.`,
      example: 'previous-period',
    }),
    segmentAsOf: z.enum(asOfChoices).optional(),
    rolling: z.number().int().min(1).max(3660).optional().openapi({
      description: 'Each row over so many days up to its last one.',
    }),
    severalCurrencies: z.enum(['refuse', 'null']).optional().openapi({
      description:
        'Where amounts in several currencies would be added: the question is refused (the default), or that value is null.',
    }),
  })
  .openapi('Question')
