import { z } from '@hono/zod-openapi'
import { grains } from '../../calendar/grain.js'
import { comparisonRules } from '../../calendar/comparison.js'
import { day, range } from './days.js'
import { format } from './figure.js'

/** What may be asked, and how fresh the answers are. */
export const meta = z
  .object({
    project: z.object({ name: z.string(), description: z.string().nullable() }),
    asker: z.object({
      name: z.string(),
      role: z.string().nullable(),
      rows: z.record(z.string(), z.array(z.string())).openapi({
        description: 'The only values of these dimensions that the role sees; empty where it sees all.',
      }),
      may: z.array(z.enum(['list-members', 'set-targets', 'build', 'explain'])),
    }),
    calendar: z.object({
      timeZone: z.string(),
      dayStartsAt: z.string(),
      weekStart: z.string(),
      fiscalYearStart: z.number().int(),
      today: day,
      now: z.string(),
    }),
    metrics: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        description: z.string().optional(),
        format,
        formula: z.string(),
        additive: z.boolean(),
        looksBack: z.boolean(),
        dimensions: z.array(z.string()),
        knownFrom: day.nullable(),
        counts: z
          .object({
            activity: z.string(),
            identity: z.string(),
            figure: z.string().openapi({ example: 'new-members' }),
            days: z.number().int().nullable().openapi({
              description: 'Of one that is taken over the days up to the last: how many.',
            }),
          })
          .nullable()
          .openapi({ description: 'Whose members it counts, and which of them; null where it counts none.' }),
        members: z.boolean().openapi({ description: 'Whether the members behind it can be listed.' }),
      }),
    ),
    dimensions: z.array(z.object({ name: z.string(), metrics: z.array(z.string()) })),
    activities: z.array(
      z.object({
        name: z.string(),
        identities: z.array(z.string()),
        dimensions: z.array(z.string()),
        attributes: z.array(z.string()),
        retention: z
          .array(z.string())
          .openapi({ description: 'The identities whose retention may be asked for.' }),
      }),
    ),
    boards: z.array(z.object({ name: z.string(), title: z.string(), description: z.string().nullable() })),
    plans: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        metric: z.string().nullable(),
        description: z.string().nullable(),
        format,
      }),
    ),
    references: z
      .array(
        z.object({
          name: z.string(),
          title: z.string(),
          description: z.string().nullable(),
        }),
      )
      .openapi({ description: 'Tables that can be reconciled with the metrics.' }),
    targets: z.object({ period: z.enum(grains), dimension: z.string() }).nullable(),
    grains: z.array(z.enum(grains)),
    comparisons: z.array(z.enum(comparisonRules)),
    comparisonNames: z
      .record(z.string(), z.enum(comparisonRules))
      .openapi({ description: 'What rules may be called as well: `yoy` is `year-over-year`.' }),
    freshness: z.object({
      days: range.nullable().openapi({ description: 'The days of the data that answers come from.' }),
      builtAt: z.string().nullable(),
      building: z.boolean(),
    }),
  })
  .openapi('Meta')
