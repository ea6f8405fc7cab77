import { z } from '@hono/zod-openapi'
import { asOfChoices } from '../../activities/member-segment.js'
import { grains } from '../../calendar/grain.js'
import { rowLacks } from '../../errors.js'
import { day, elapsed, range } from './days.js'
import { figureOrNull, format } from './figure.js'
import { filter } from './question.js'
import { reader } from './contract.js'

export const beforeData = z.enum(['partly', 'wholly']).optional().openapi({
  description: 'That the days reach before the first day of the data, partly or wholly.',
})

const value = z
  .object({
    value: figureOrNull,
    because: z.string().optional().openapi({ description: 'Why the value is null.' }),
    currency: z.string().nullable().optional().openapi({
      description: 'The currency of an amount that is in one; null where the rows do not say theirs.',
    }),
    currencies: z.array(z.string().nullable()).optional().openapi({
      description: 'The currencies that are not added, where there are several.',
    }),
    numerator: figureOrNull.optional(),
    denominator: figureOrNull.optional(),
    flag: z.enum(['negative']).optional(),
    noRows: z.literal(true).optional(),
    comparison: z
      .object({
        value: figureOrNull,
        currency: z.string().nullable().optional(),
        numerator: figureOrNull.optional(),
        denominator: figureOrNull.optional(),
        change: figureOrNull.openapi({ description: "In percent of the earlier value's size." }),
        because: z.string().optional(),
        beforeData,
      })
      .optional(),
  })
  .openapi('AnswerValue')

/** Days with the words for them, and how far they reach before the first day of the data. */
export const saidRange = range.extend({ says: z.string(), beforeData })

/** The days of a comparison, and the rule that found them. */
export const comparedRange = saidRange.extend({ rule: z.string(), until: z.string().optional() })

const row = z
  .object({
    period: z.string().optional(),
    inData: z.boolean(),
    range,
    complete: z.boolean(),
    elapsed,
    before: saidRange,
    comparison: comparedRange.optional(),
    dimensions: z.record(z.string(), z.string().nullable()),
    values: z.record(z.string(), value),
  })
  .openapi('AnswerRow')

/** Which segment each metric goes by. */
export const segmentsHeld = z
  .object({
    asOf: z.enum(asOfChoices),
    attributes: z.array(z.string()),
    inRange: z.array(z.string()),
    inRangeBefore: z.array(z.string()),
    inBoth: z.array(z.string()),
    says: z.string(),
  })
  .openapi('SegmentsHeld')

const note = z
  .object({
    code: z.enum([
      'unknown-value',
      'undeclared-currency',
      'rows-left-out',
      'compared-days-differ',
      'compared-before-data',
      'looks-before-data',
    ]),
    says: z.string(),
    dimension: z.string().optional(),
    value: z.string().optional(),
    closest: z.string().nullable().optional(),
    source: z.string().optional(),
    column: z.string().optional(),
    readBy: z.array(reader).optional(),
    lacks: z.enum(rowLacks).optional(),
    identity: z.string().nullable().optional(),
    leftOut: z.number().int().optional(),
    ofRows: z.number().int().optional(),
    examples: z.array(z.string()).optional(),
    currencies: z.array(z.string().nullable()).optional(),
    metrics: z.array(z.string()).optional(),
    rows: range.optional(),
    total: range.optional(),
    dataFrom: day.optional(),
    compared: range.optional(),
    before: range.optional(),
  })
  .openapi('AnswerNote', {
    description: 'What a reader of the answer should know, as a sentence and its facts.',
  })

/** What a reader should know of an answer. */
export const notes = z.array(note)

/** What comes back from a question. */
export const answer = z
  .object({
    metrics: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        description: z.string().optional(),
        format,
        formula: z.string(),
        additive: z.boolean(),
      }),
    ),
    by: z.array(z.string()),
    grain: z.enum(grains).nullable(),
    where: z.array(filter),
    asOf: day,
    until: z.string().nullable(),
    wholeToday: z.array(z.string()),
    asked: range.extend({ period: z.string().nullable() }),
    range,
    complete: z.boolean(),
    elapsed,
    exact: z.literal(true),
    source: z.enum(['member-days', 'rollups']),
    because: z.string().nullable().optional(),
    segmentAsOf: z.enum(asOfChoices).nullable(),
    segments: segmentsHeld.nullable(),
    unmatched: z.number().int(),
    overlap: z.record(z.string(), figureOrNull).nullable(),
    notes,
    dataFrom: day.nullable(),
    dataThrough: day.nullable(),
    builtAt: z.string().nullable(),
    definition: z.string(),
    rows: z.array(row),
    total: row,
  })
  .openapi('Answer')
