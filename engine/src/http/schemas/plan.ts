import { z } from '@hono/zod-openapi'
import { paceFigure, paceState, planMetric } from './board.js'
import { day, range } from './days.js'
import { figure, figureOrNull } from './figure.js'

const planDay = z
  .object({
    calendar_date: day,
    date_label: z.string().nullable(),
    state: z.enum(['booked', 'missed', 'today', 'frozen', 'coming']),
    kpi_month: figure,
    uplift: figure,
    weight: figureOrNull,
    kpi_day_initial: figure,
    actual: figureOrNull,
    gap: figureOrNull,
    kpi_day_adjustment: figure,
    weighted_left: figure,
    eod: figureOrNull,
  })
  .openapi('PlanDay')

const projection = z
  .object({
    method: z.string(),
    value: figureOrNull,
    because: z.string().optional(),
    low: figureOrNull,
    high: figureOrNull,
    share: figureOrNull,
    basis: z.string().nullable(),
    notes: z.array(z.string()),
  })
  .openapi('Projection')

/** What a plan says of a month at a moment. */
export const plan = z
  .object({
    plan: z.string(),
    label: z.string(),
    metric: planMetric,
    month: z.string(),
    now: z.string(),
    today: day,
    version: z.string().nullable(),
    target: figure,
    settings: z.object({
      today: z.enum(['actual', 'projected']),
      projection: z.string(),
      redistribution: z.union([z.string(), z.object({ capped: z.string() })]),
      rounding: z.union([z.string(), z.object({ unit: z.string() })]),
    }),
    days: z.array(planDay),
    unallocated: figure,
    current: z
      .object({
        day,
        hour: z.number().int(),
        booked: figure,
        projection,
        methods: z.array(projection),
        hours: z.array(
          z.object({ hour: z.number().int(), booked: figure, sum: figure, projected: figureOrNull }),
        ),
      })
      .nullable(),
    monthEnd: z.object({
      value: figureOrNull,
      because: z.string().optional(),
      low: figureOrNull,
      high: figureOrNull,
      booked: figureOrNull,
      today: figureOrNull,
      left: figureOrNull,
      normalDay: figureOrNull,
    }),
    pace: z.array(paceFigure),
    state: paceState,
    split: z
      .object({
        by: z.string(),
        parts: z.array(
          z.object({
            value: z.string().nullable(),
            share: figure,
            target: figure,
            unallocated: figure,
            days: z.array(planDay),
          }),
        ),
      })
      .nullable(),
    dataFrom: day.nullable().openapi({ description: "The first business day in the metric's data." }),
    dataThrough: day.nullable().openapi({ description: 'The last one up to the moment.' }),
    notices: z.array(z.string()),
  })
  .openapi('Plan')

/** By which statements a plan reads its month. */
export const planExplanation = z
  .object({
    plan: z.string(),
    month: z.string(),
    range,
    now: z.string(),
    statements: z.array(
      z.object({ reads: z.enum(['target', 'labels', 'uplifts', 'bookings']), sql: z.string() }),
    ),
  })
  .openapi('PlanExplanation')
