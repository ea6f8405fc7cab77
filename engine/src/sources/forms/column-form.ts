import { z } from 'zod'
import { closestTimeZone, timeZoneNamed } from '../../calendar/time-zone.js'
import { chosen, type ShapeOf } from '../../declarations/shape.js'
import { closestName } from '../../names/closest-name.js'
import { epochUnits, timeFormat } from './time-format.js'

/** How numbers and times are written in a file, where it is not the plain form. */
export interface ColumnForm {
  /** For numbers: what stands before the decimals. Default: `.` */
  readonly decimal?: '.' | ','
  /**
   * For numbers: what may stand between thousands: `,`, `.`, `'` (also `’`) or a blank, which may be one that keeps
   * lines together. Each group but the first has three digits. Default: nothing.
   */
  readonly thousands?: ',' | '.' | ' ' | "'"
  /** For numbers: one currency as it may stand before or behind the digits, such as `€` or `['€', 'EUR']`. */
  readonly currency?: string | readonly string[]
  /**
   * For numbers: how those below 0 may be written beside `-5`: `trailing` is `5-`, `parentheses` is `(5)`, and `dash`
   * is `−5` with the minus of typesetters.
   */
  readonly negative?: Negative | readonly Negative[]
  /**
   * For days and times: how they are written, such as `dd.MM.yyyy`, `MM/dd/yyyy hh:mm a`, `yyyy-MM-dd HH:mm:ss Z` or
   * `epoch milliseconds`.
   */
  readonly format?: string
  /** For an `instant` that is written without an offset: the time zone of the clock, such as `Europe/Berlin`. */
  readonly zone?: string
}

export type Negative = 'trailing' | 'parentheses' | 'dash'

const negatives = ['trailing', 'parentheses', 'dash'] as const satisfies readonly Negative[]

const aCurrency = z.string().refine((written) => /^[^\s\d()+-][^\d()+-]*$/.test(written), {
  error: 'a currency as it is written, such as € or EUR',
})

const aFormat = chosen<string>((value) => {
  if (typeof value !== 'string') return 'a format such as dd.MM.yyyy'
  const read = timeFormat(value)
  return 'problem' in read ? { needs: read.problem, closest: closestName(value, epochUnits) } : z.any()
})

const aZone = chosen<string>((value) => {
  const needs = 'a time zone of the IANA database, such as Europe/London'
  if (typeof value !== 'string') return needs
  return timeZoneNamed(value) === undefined ? { needs, closest: closestTimeZone(value) } : z.any()
})

/** The schema of each key of a form. */
export const formShape: ShapeOf<ColumnForm> = {
  decimal: z.enum(['.', ',']).optional(),
  thousands: z.enum([',', '.', ' ', "'"]).optional(),
  currency: chosen<string | string[]>((value) =>
    typeof value === 'string' ? aCurrency : z.array(aCurrency).min(1),
  ).optional(),
  negative: chosen<Negative | Negative[]>((value) =>
    typeof value === 'string' ? z.enum(negatives) : z.array(z.enum(negatives)).min(1),
  ).optional(),
  format: aFormat.optional(),
  zone: aZone.optional(),
}

const keys = Object.keys(formShape) as readonly (keyof ColumnForm)[]

/** The form among what is declared of a column; undefined where nothing is. */
export function declaredForm(declared: ColumnForm): ColumnForm | undefined {
  const given = keys.filter((key) => declared[key] !== undefined)
  return given.length === 0 ? undefined : Object.fromEntries(given.map((key) => [key, declared[key]]))
}
