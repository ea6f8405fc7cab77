import type { z } from '@hono/zod-openapi'
import type { Question } from '../queries/question.js'
import type { View } from './access/asker.js'
import type { question } from './schemas/question.js'

/** A question as it is asked by someone who sees only some rows. */
export function askedBy({ rows }: View, asked: z.infer<typeof question>): Question {
  const where = [...(asked.where ?? []), ...rows].map(({ not, ...filter }) =>
    not === undefined ? filter : { ...filter, not },
  )
  const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
  return { ...(given as unknown as Question), where }
}
