import { z } from '@hono/zod-openapi'
import { rowLacks } from '../../errors.js'

/** A way in which rows of a source break its contract. */
export const violation = z
  .object({
    source: z.string(),
    where: z.string().openapi({ description: "The file's path, or the table's name." }),
    column: z.string().openapi({ description: 'Of a key: its columns.' }),
    rule: z.enum(['type', 'digits', 'range', 'finite', 'days', 'not-null', 'accepted', 'key', 'tie']),
    says: z.string().openapi({ description: 'The rule in words.', example: 'not an accepted value' }),
    rows: z.number().int().openapi({ description: 'How many rows break it.' }),
    examples: z.array(
      z.object({
        row: z.number().int().nullable().openapi({
          description: 'Where it stands in the file, counted from 1 in `unit`s.',
        }),
        value: z.string().nullable(),
        key: z.string().nullable().openapi({ description: "In a table: the row's key.", example: 'id 2' }),
      }),
    ),
    unit: z.enum(['line', 'row', 'element']).openapi({
      description: 'What `row` counts: lines of text, rows of Parquet, elements of a JSON array.',
    }),
    hint: z.string().nullable().openapi({ description: 'What is accepted, and what to do.' }),
  })
  .openapi('ContractViolation')

/** What reads rows, by its name. */
export const reader = z
  .object({ kind: z.enum(['activity', 'segment', 'plan', 'targets']), name: z.string() })
  .openapi('RowReader')

/** Rows that nothing counts: they lack a day, a member, or what else something needs to read them. */
const leftOut = z
  .object({
    readBy: z.array(reader).openapi({
      description: 'What takes nothing from them; none where only the source itself is added up.',
    }),
    lacks: z.enum(rowLacks),
    column: z.string().openapi({ description: 'What gives what they lack.' }),
    identity: z
      .string()
      .nullable()
      .openapi({ description: 'Whom they do not name, where it is a member that they lack.' }),
    rows: z.number().int(),
    ofRows: z.number().int().openapi({ description: 'How many rows were looked at.' }),
    examples: z
      .array(z.string())
      .openapi({ description: 'Where up to three of them stand.', example: ['orders.csv, line 3'] }),
    says: z.string(),
  })
  .openapi('RowsLeftOut')

/** What a source's rows must keep, and whether they did when a build last read them. */
export const sourceContract = z
  .object({
    source: z.string(),
    from: z.string().openapi({ description: 'The files, the table or the model.' }),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        nullable: z.boolean(),
        accepted: z
          .array(z.union([z.string(), z.number(), z.boolean()]))
          .nullable()
          .openapi({ description: 'The only values; null where any will do.' }),
      }),
    ),
    key: z.array(z.string()).openapi({ description: 'The columns that name a row; empty where none do.' }),
    latestBy: z.string().nullable().openapi({ description: 'Which of several rows with one key holds.' }),
    rows: z
      .number()
      .int()
      .nullable()
      .openapi({ description: 'Of what was read; null before the first build.' }),
    readAt: z
      .string()
      .nullable()
      .openapi({ description: 'When a build last read changed rows, and they kept it.' }),
    state: z.enum(['kept', 'broken', 'not-read']),
    refusedAt: z.string().nullable().openapi({ description: 'When the last build was refused for it.' }),
    violations: z.array(violation),
    leftOut: z
      .array(leftOut)
      .openapi({ description: 'Rows that nothing counts, as the last build of the source found them.' }),
  })
  .openapi('SourceContract')
