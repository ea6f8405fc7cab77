import { z } from 'zod'

/** A schema for each key of a declaration; a key that has none does not compile. */
export type ShapeOf<T> = { readonly [K in keyof T]-?: z.ZodType<T[K] | undefined> }

/**
 * An object with the keys of its interface and no others.
 *
 * @example
 * const option = objectOf<{ label?: string }>({ label: z.string().optional() })
 */
export function objectOf<T extends object>(shape: ShapeOf<T>): z.ZodType<T> {
  const known = Object.keys(shape)
  const schema = z.strictObject(shape, {
    // Zod tells the key that is unknown and not those that are known; the message carries them.
    error: ({ code }) => (code === 'unrecognized_keys' ? known.join(' ') : undefined),
  })
  return schema as unknown as z.ZodType<T>
}

/** What a value must be, in words, and what was probably meant. */
export interface Unfit {
  readonly needs: string
  readonly closest?: string | undefined
}

/** A value that has one of several shapes; `choose` looks at it and says which, or says what is needed. */
export function chosen<T>(choose: (value: unknown) => z.ZodType<T> | Unfit | string): z.ZodType<T> {
  return z.any().superRefine((value: unknown, context) => {
    const schema = choose(value)
    if (typeof schema === 'string' || 'needs' in schema) {
      const { needs, closest } = typeof schema === 'string' ? { needs: schema } : schema
      context.addIssue({ code: 'custom', message: needs, params: { closest } })
      return
    }
    for (const issue of schema.safeParse(value).error?.issues ?? []) {
      context.issues.push({ ...issue, input: value, continue: true } as (typeof context.issues)[number])
    }
  })
}

/** One of the engine's own things, such as an activity, told by its kind. `needs` says how it is made. */
export function madeAs<T>(kinds: readonly string[], needs: string): z.ZodType<T> {
  return z.custom<T>((value) => isObject(value) && kinds.includes(String(value['kind'])), { error: needs })
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Named values, such as dimensions by their names. */
export function named<T>(schema: z.ZodType<T>): z.ZodType<Record<string, T>> {
  return z.record(z.string(), schema)
}

export const text = z.string()
export const texts = z.array(z.string())
