import { z } from '@hono/zod-openapi'
import { grains } from '../../calendar/grain.js'
import { incompleteChoices } from '../../queries/retention-grid.js'
import { beforeData, notes } from './answer.js'
import { day, days, range } from './days.js'
import { figureOrNull } from './figure.js'
import { filter } from './question.js'
import { name } from './text.js'

/** Whose coming back is asked for, and by which periods. */
export const retentionRequest = z
  .strictObject({
    activity: name.openapi({ description: 'An activity, or a metric that counts members of one.' }),
    identity: name.optional(),
    grain: z.enum(grains).optional().openapi({ description: 'The periods of cohorts. Default: month.' }),
    ...days,
    incomplete: z.enum(incompleteChoices).optional().openapi({
      description:
        'Whether periods that are not over, or that the data reach in part, have their figures so far. Default: hide.',
    }),
    where: z.array(filter).max(20).optional().openapi({ description: "By the activity's own dimensions." }),
  })
  .openapi('RetentionRequest')

const cell = z
  .object({
    after: z.number().int().openapi({ description: 'How many periods after the first.' }),
    period: z.string(),
    active: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Null until the period is over and the data reach its end.' }),
    share: figureOrNull.openapi({ description: 'In percent of the cohort.' }),
    partial: z.literal(true).optional().openapi({
      description: 'The period is not over, or the data do not reach its end.',
    }),
    because: z.enum(['in-progress', 'no-data-yet', 'nobody-new']).optional(),
  })
  .openapi('RetentionCell')

/** Cohorts by the period in which members were new, and the share of each that was active in the periods after. */
export const retention = z
  .object({
    activity: z.string(),
    identity: z.string(),
    grain: z.enum(grains),
    where: z.array(filter),
    asOf: day,
    range,
    formula: z.string(),
    cohorts: z.array(
      z.object({ period: z.string(), range, size: z.number().int(), beforeData, cells: z.array(cell) }),
    ),
    exact: z.literal(true),
    source: z.literal('member-days'),
    notes,
    dataFrom: day.nullable(),
    dataThrough: day.nullable(),
    builtAt: z.string().nullable(),
    sql: z.string().nullable(),
  })
  .openapi('RetentionGrid')
