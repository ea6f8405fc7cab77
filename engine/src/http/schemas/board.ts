import { z } from '@hono/zod-openapi'
import { grains } from '../../calendar/grain.js'
import { beforeData, comparedRange, notes, saidRange, segmentsHeld } from './answer.js'
import { day, elapsed, range } from './days.js'
import { filter } from './question.js'
import { figureOrNull, format } from './figure.js'

/** Where a value stands beside its target: more counts as better. */
export const paceState = z
  .enum(['behind', 'met', 'ahead'])
  .openapi({ description: 'Whether the target is reached (met), beaten (ahead) or not yet (behind).' })

const target = z
  .object({
    target: figureOrNull.openapi({ description: 'Null where it would be added up from several currencies.' }),
    targetCurrency: z.string().optional().openapi({
      description: "The currency that the target is in: its own, else the value's.",
    }),
    because: z.string().optional().openapi({
      description: 'Why value and target are not compared, such as `other-currency` or `several-currencies`.',
    }),
    achieved: figureOrNull.openapi({ description: 'In percent; null where the target is 0 or below.' }),
    state: paceState.nullable().openapi({ description: 'Null where value and target cannot be compared.' }),
    surplus: figureOrNull.openapi({
      description: 'By how much the value is beyond the whole target; else 0.',
    }),
    toDate: figureOrNull,
    achievedToDate: figureOrNull,
  })
  .openapi('Target')

const card = z
  .object({
    metric: z.string(),
    label: z.string(),
    description: z.string().optional(),
    format,
    formula: z.string(),
    value: figureOrNull,
    because: z.string().optional(),
    flag: z.enum(['negative']).optional(),
    previous: figureOrNull,
    change: figureOrNull,
    noChangeBecause: z.string().optional(),
    beforeData,
    averagePerDay: figureOrNull,
    target: target.nullable(),
    sparkline: z
      .object({ grain: z.enum(grains), periods: z.array(z.string()), values: z.array(figureOrNull) })
      .nullable(),
  })
  .openapi('Card')

const chart = z
  .object({
    title: z.string(),
    kind: z.enum(['line', 'bar', 'stacked-bar', 'combo']),
    along: z.string(),
    categories: z.array(z.string()),
    keys: z.array(z.string().nullable()),
    partial: z.array(z.boolean()),
    segments: segmentsHeld.nullable(),
    series: z.array(
      z.object({
        name: z.string(),
        metric: z.string(),
        dimensions: z.record(z.string(), z.string().nullable()),
        as: z.enum(['line', 'bar']),
        colour: z.string(),
        format,
        values: z.array(figureOrNull),
        because: z.array(z.string().nullable()).optional().openapi({
          description: 'For each value why it is null; null where it is not. Missing where no value is null.',
        }),
      }),
    ),
  })
  .openapi('Chart')

/** One figure of a plan's pace. */
export const paceFigure = z.object({ name: z.string(), label: z.string(), format, value: figureOrNull })

/** What a plan is of, and the currency that it is in. */
export const planMetric = z.object({
  label: z.string(),
  format,
  currency: z.string().nullable().optional(),
})

const pace = z
  .object({
    plan: z.string(),
    label: z.string(),
    month: z.string(),
    saidAt: z.string().optional(),
    stored: z.boolean().optional(),
    metric: planMetric.optional(),
    figures: z.array(paceFigure).optional(),
    state: paceState.optional(),
    notices: z.array(z.string()).optional(),
    because: z.string().optional().openapi({ description: 'Why nothing can be said of the month.' }),
  })
  .openapi('PlanPace')

/** A board's cards and charts, all of one state of the warehouse. */
export const board = z
  .object({
    board: z.string(),
    title: z.string(),
    asked: range.extend({ period: z.string().nullable() }),
    where: z.array(filter),
    range,
    complete: z.boolean(),
    elapsed,
    asOf: day,
    until: z.string().nullable(),
    wholeToday: z.array(z.string()),
    comparison: comparedRange,
    cohorts: saidRange,
    segments: segmentsHeld.nullable(),
    cards: z.array(card),
    charts: z.array(chart),
    plans: z.array(pace),
    targets: z
      .object({
        period: z.string().optional(),
        dimension: z.string().optional(),
        rows: z
          .array(
            target.extend({
              metric: z.string(),
              label: z.string(),
              format,
              of: z.string().nullable(),
              value: figureOrNull,
              currency: z.string().nullable().optional(),
            }),
          )
          .optional(),
        because: z.string().optional(),
        grain: z.enum(grains).optional(),
      })
      .nullable(),
    notes,
    dataFrom: day.nullable(),
    dataThrough: day.nullable(),
    builtAt: z.string().nullable(),
  })
  .openapi('Board')
