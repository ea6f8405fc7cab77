import { z } from 'zod'
import { chosen, isObject, objectOf, type ShapeOf } from '../declarations/shape.js'

/** How a number is written for people. Values themselves are never rounded by their format. */
export type Format =
  | { readonly as: 'number'; readonly decimals: number }
  | {
      readonly as: 'money'
      /** null: of each row's own currency. */
      readonly currency: string | null
      readonly symbol: string
      readonly decimals: number
    }
  | { readonly as: 'percent'; readonly decimals: number }
  | { readonly as: 'multiple'; readonly decimals: number }

/** What every measure and metric may say about itself. */
export interface Description {
  /** What people call it. Default: its name in the project. */
  readonly label?: string
  readonly description?: string
  readonly format?: Format
  /** The first day on which it is known, such as the one on which records begin. Null where an earlier day is read. */
  readonly knownFrom?: string
}

const decimals = z.int().min(0).max(30)

const formats: { readonly [A in Format['as']]: z.ZodType<Format> } = {
  number: objectOf<Extract<Format, { as: 'number' }>>({ as: z.literal('number'), decimals }),
  money: objectOf<Extract<Format, { as: 'money' }>>({
    as: z.literal('money'),
    currency: z.string().nullable(),
    symbol: z.string(),
    decimals,
  }),
  percent: objectOf<Extract<Format, { as: 'percent' }>>({ as: z.literal('percent'), decimals }),
  multiple: objectOf<Extract<Format, { as: 'multiple' }>>({ as: z.literal('multiple'), decimals }),
}

const needsFormat = "a format, such as number(0), money('EUR'), percent(2) or multiple(2)"

/** The keys of {@link Description}. */
export const described: ShapeOf<Description> = {
  label: z.string().optional(),
  description: z.string().optional(),
  format: chosen<Format>((value) => {
    const as = isObject(value) ? String(value['as']) : ''
    return Object.hasOwn(formats, as) ? formats[as as Format['as']] : needsFormat
  }).optional(),
  knownFrom: z.string().optional(),
}

/** What a metric that has no options of its own may be given. */
export const description: z.ZodType<Description> = objectOf<Description>(described)
