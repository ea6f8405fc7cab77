import { z } from 'zod'
import { asOfChoices, type AsOf, type Segment } from '../activities/member-segment.js'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { chosen, isObject, named, objectOf } from '../declarations/shape.js'
import { Refusal, type DeclaredAt } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import { declaredName } from '../names/declared-name.js'
import { aSource, type Source } from '../sources/source.js'

/** A column or SQL expression that gives the first day or moment on which a version holds no longer. */
export interface ExclusiveEnd {
  readonly column: string
  readonly exclusive: boolean
}

/** What is declared of a segment; see {@link segment}. */
export interface SegmentDeclaration<A extends string> {
  /** The history: one row for each version of a member. */
  readonly from: Source
  /** Who: a column or SQL expression that gives the same keys as the identity of the activity. */
  readonly member: string
  /**
   * The first day and the last day on which a version holds; both belong to it. Without a first day it holds
   * from ever, without a last day for ever. A version that ends before it starts holds on no day.
   *
   * `{ column, exclusive: true }` is for histories whose versions end where the next one starts, such as snapshots
   * of dbt: a version holds up to just before that day or moment, and one that ends where it starts holds never.
   */
  readonly validFrom: string
  readonly validTo: string | ExclusiveEnd
  /** Which rows are versions: a SQL condition. Default: all of them. */
  readonly where?: string
  /** Attribute → column or SQL expression. They are dimensions of what counts members. */
  readonly attributes: Readonly<Record<A, string>>
  /** Which segment holds for longer than a day, where a question does not say. Default: `last-activity`. */
  readonly asOf?: AsOf
  readonly description?: string
}

const anExclusiveEnd = objectOf<ExclusiveEnd>({ column: z.string(), exclusive: z.boolean() })

const aSegmentDeclaration = objectOf<SegmentDeclaration<string>>({
  from: aSource,
  member: z.string(),
  validFrom: z.string(),
  validTo: chosen<string | ExclusiveEnd>((given) => (isObject(given) ? anExclusiveEnd : z.string())),
  where: z.string().optional(),
  attributes: named(z.string()),
  // Which choices there are is checked further on, with a refusal that questions have too.
  asOf: (z.string() as unknown as z.ZodType<AsOf>).optional(),
  description: z.string().optional(),
})

/**
 * Declares what members were on each day, from a history with validity dates. A day belongs to one version: the
 * one whose dates hold it; of two the one that starts later (of those that start on one day the one that ends
 * later); in a gap and before the first version the next one. After the last version has ended no version
 * explains a day: the member is counted without a segment, and in the answer's `unmatched`.
 *
 * @throws Refusal `segment-without-attributes`, `unknown-as-of`, `invalid-name`
 * @example
 * const level = segment('level', {
 *   from: customerHistory,
 *   member: 'cust_id',
 *   validFrom: 'from_date',
 *   validTo: 'to_date',
 *   attributes: { cust_level: 'cust_level' },
 * })
 * const logins = activity('logins', { from: devices, identities: { customer: 'cust_id' }, segments: { customer: [level] } })
 */
export function segment<const A extends string>(
  name: string,
  declaration: SegmentDeclaration<A>,
): Segment<A> {
  checkDeclaration('segment', [
    [name, z.string()],
    [declaration, aSegmentDeclaration],
  ])
  const { validTo } = declaration
  const attributeNames = Object.keys(declaration.attributes) as A[]
  if (attributeNames.length === 0) throw new Refusal('segment-without-attributes', { segment: name })
  for (const attribute of attributeNames) declaredName('attribute', attribute)
  return Object.freeze({
    kind: 'segment',
    name: declaredName('segment', name),
    from: declaration.from,
    member: declaration.member,
    validFrom: declaration.validFrom,
    validTo: typeof validTo === 'string' ? validTo : validTo.column,
    endsBefore: typeof validTo !== 'string' && validTo.exclusive,
    where: declaration.where,
    attributes: declaration.attributes,
    attributeNames,
    asOf: parseAsOf(declaration.asOf ?? 'last-activity', { call: 'segment', path: [1, 'asOf'] }),
    description: declaration.description,
  })
}

/**
 * The choice of a segment for a range of days, by its name.
 *
 * @throws Refusal `unknown-as-of`
 */
export function parseAsOf(text: string, at?: DeclaredAt): AsOf {
  const found = asOfChoices.find((choice) => choice === text)
  if (found !== undefined) return found
  const closest = closestName(text, asOfChoices)
  throw new Refusal('unknown-as-of', { asOf: text, choices: asOfChoices, closest }, at && { at })
}
