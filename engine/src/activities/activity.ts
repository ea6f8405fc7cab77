import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { chosen, isObject, madeAs, named, objectOf, type ShapeOf } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import { declaredName } from '../names/declared-name.js'
import { closestName } from '../names/closest-name.js'
import { aSource, type Source } from '../sources/source.js'
import type { Segment } from './member-segment.js'
import type { Exception } from './row-set.js'

/** Which rows of a source are meant, and who and what they are of, as declared. */
export interface ScopeDeclaration<I extends string, D extends string> {
  readonly from: Source
  /** Which rows count: a SQL condition. Default: all of them. */
  readonly where?: string
  /**
   * Rows of which another source says that they do not count: those that agree in all expressions of `on`, from
   * one of this source to one of the other. A null agrees with nothing.
   */
  readonly except?: Exception | readonly Exception[]
  /** The business day; default: the source's. */
  readonly day?: string
  /** Who: identity → column or SQL expression. Rows without an identity's value do not count for it. */
  readonly identities: Readonly<Record<I, string>>
  /** By what it can be split: name → column or SQL expression (a constant too: `"'KBZPay'"`). Default: the source's. */
  readonly dimensions?: Readonly<Record<D, string>>
}

/** One source's contribution to an activity, as declared. */
export interface PartDeclaration<I extends string, D extends string> extends ScopeDeclaration<I, D> {
  /**
   * For an identity, a column or expression with the day on which the member was first active, where the
   * source knows it. Default: the first day seen in the activity.
   */
  readonly firstDay?: Readonly<Partial<Record<I, string>>>
  /**
   * A condition on the part's rows that says when a member is new: whoever has such a row in a range is new in
   * it. The part then has no say in first days.
   */
  readonly newWhen?: string
}

/** What may be declared of an activity as a whole. */
export interface ActivityOptions<I extends string, A extends string> {
  /** For an identity, the histories that say what its members were on each day. */
  readonly segments?: Readonly<Partial<Record<I, readonly Segment<A>[]>>>
  /**
   * More rows that decide first days and are not counted otherwise: with other conditions, or of other sources.
   * A member's first day is the earliest of them and of the activity's own rows.
   */
  readonly firstDayScope?: readonly ScopeDeclaration<I, string>[]
  readonly description?: string
}

/** What is declared of an activity: one part, or several under `parts`. */
export type ActivityDeclaration<I extends string, D extends string, A extends string = string> = (
  PartDeclaration<I, D> | { readonly parts: readonly PartDeclaration<I, D>[] }
) &
  ActivityOptions<I, A>

const anException = objectOf<Exception>({ from: aSource, on: named(z.string()) })

const scopeKeys: ShapeOf<ScopeDeclaration<string, string>> = {
  from: aSource,
  where: z.string().optional(),
  except: chosen<Exception | Exception[]>((value) =>
    Array.isArray(value) ? z.array(anException) : anException,
  ).optional(),
  day: z.string().optional(),
  identities: named(z.string()),
  dimensions: named(z.string()).optional(),
}

const partKeys: ShapeOf<PartDeclaration<string, string>> = {
  ...scopeKeys,
  firstDay: named(z.string()).optional(),
  newWhen: z.string().optional(),
}

const activityKeys: ShapeOf<ActivityOptions<string, string>> = {
  segments: named(z.array(madeAs<Segment>(['segment'], 'a segment, as segment(…) makes it'))).optional(),
  firstDayScope: z.array(objectOf<ScopeDeclaration<string, string>>(scopeKeys)).optional(),
  description: z.string().optional(),
}

const ofOnePart = objectOf<PartDeclaration<string, string> & ActivityOptions<string, string>>({
  ...partKeys,
  ...activityKeys,
})

const ofParts = objectOf<
  { readonly parts: readonly PartDeclaration<string, string>[] } & ActivityOptions<string, string>
>({ parts: z.array(objectOf<PartDeclaration<string, string>>(partKeys)), ...activityKeys })

const anActivityDeclaration = chosen<ActivityDeclaration<string, string>>((value) =>
  isObject(value) && 'parts' in value ? ofParts : ofOnePart,
)

/** One source's contribution, spelled out. */
export interface Part {
  readonly from: Source
  readonly where: string | undefined
  readonly except: readonly Exception[]
  readonly day: string
  readonly identities: Readonly<Record<string, string>>
  readonly dimensions: Readonly<Record<string, string>>
  readonly firstDay: Readonly<Partial<Record<string, string>>>
  readonly newWhen: string | undefined
}

/** Members did something on a business day. */
export interface Activity<I extends string = string, D extends string = string, A extends string = string> {
  readonly kind: 'activity'
  readonly name: string
  readonly parts: readonly Part[]
  /** Rows that decide first days only. */
  readonly firstDayScope: readonly Part[]
  readonly identities: readonly I[]
  /** The dimensions that the rows themselves have. Members can be split by their segments' attributes, too. */
  readonly dimensions: readonly D[]
  /** By identity. */
  readonly segments: Readonly<Record<string, readonly Segment<A>[]>>
  readonly description: string | undefined
}

/** The dimensions of a part that names none of its own: its source's. */
type DimensionsOf<S> = S extends Source<string, infer D> ? D : never

/**
 * Declares an activity: who did something, on which business day, split by what.
 *
 * @throws Refusal `activity-without-day`, `parts-disagree`, `segment-of-nobody`, `attribute-taken`, `invalid-name`
 * @example
 * const deposits = activity('deposits', {
 *   from: ledger,
 *   where: 'deposit_cases > 0',
 *   identities: { account: 'userkey', person: 'unique_code' },
 *   firstDay: { account: 'first_deposit_date' },
 * })
 */
export function activity<const I extends string, const S extends Source, const A extends string = never>(
  name: string,
  declaration: Omit<PartDeclaration<I, never>, 'from' | 'dimensions'> &
    ActivityOptions<I, A> & { readonly from: S },
): Activity<I, DimensionsOf<S>, A>
export function activity<const I extends string, const D extends string, const A extends string = never>(
  name: string,
  declaration: ActivityDeclaration<I, D, A>,
): Activity<I, D, A>
export function activity(name: string, declaration: ActivityDeclaration<string, string>): Activity {
  checkDeclaration('activity', [
    [name, z.string()],
    [declaration, anActivityDeclaration],
  ])
  const declared = 'parts' in declaration ? declaration.parts : [declaration]
  const parts = declared.map((part) => spelledOut(name, part))
  const firstDayScope = (declaration.firstDayScope ?? []).map((part) => spelledOut(name, part))
  const [first] = parts
  if (first === undefined) throw new Refusal('activity-without-parts', { activity: name })
  const identities = Object.keys(first.identities)
  const dimensions = Object.keys(first.dimensions)
  if (identities.length === 0) throw new Refusal('activity-without-identity', { activity: name })
  for (const identity of identities) declaredName('identity', identity)
  for (const dimension of dimensions) declaredName('dimension', dimension)
  for (const part of [...parts, ...firstDayScope]) {
    for (const [what, expected, found] of [
      ['identities', identities, Object.keys(part.identities)],
      ['dimensions', dimensions, Object.keys(part.dimensions)],
    ] as const) {
      if ([...expected].sort().join() !== [...found].sort().join()) {
        throw new Refusal('parts-disagree', { activity: name, what, expected, found, source: part.from.name })
      }
    }
  }
  parts.forEach(({ firstDay }, index) => {
    const inPart = 'parts' in declaration ? ['parts', index] : []
    refuseUnknownIdentities({ name, identities }, firstDay, [1, ...inPart, 'firstDay'])
  })
  const segments = attached(name, { segments: declaration.segments ?? {}, identities, dimensions })
  return Object.freeze({
    kind: 'activity',
    name: declaredName('activity', name),
    parts,
    firstDayScope,
    identities,
    dimensions,
    segments,
    description: declaration.description,
  })
}

function refuseUnknownIdentities(
  { name, identities }: Pick<Activity, 'name' | 'identities'>,
  named: Readonly<Record<string, unknown>>,
  path: readonly (string | number)[],
): void {
  for (const identity of Object.keys(named)) {
    if (identities.includes(identity)) continue
    throw new Refusal(
      'unknown-identity',
      { identity, activity: name, closest: closestName(identity, identities), identities },
      { at: { call: 'activity', path: [...path, identity], isKey: true } },
    )
  }
}

/** The segments by identity, each attribute by a name of its own. */
function attached(
  activity: string,
  {
    segments,
    identities,
    dimensions,
  }: {
    segments: Readonly<Partial<Record<string, readonly Segment[]>>>
    identities: readonly string[]
    dimensions: readonly string[]
  },
): Readonly<Record<string, readonly Segment[]>> {
  for (const [identity, having = []] of Object.entries(segments)) {
    if (!identities.includes(identity)) {
      const at = { call: 'activity', path: [1, 'segments', identity], isKey: true }
      throw new Refusal('segment-of-nobody', { activity, identity, identities }, { at })
    }
    const names = [...dimensions, ...having.flatMap(({ attributeNames }) => attributeNames)]
    const twice = names.find((known, index) => names.indexOf(known) !== index)
    if (twice !== undefined) throw new Refusal('attribute-taken', { activity, attribute: twice })
  }
  return Object.fromEntries(identities.map((identity) => [identity, segments[identity] ?? []]))
}

/** By what members of an activity can be split: its dimensions, and their segments' attributes. */
export function memberDimensions<D extends string, A extends string>(
  { dimensions, segments }: Activity<string, D, A>,
  identity: string,
): readonly (D | A)[] {
  return [...dimensions, ...(segments[identity] ?? []).flatMap(({ attributeNames }) => attributeNames)]
}

/** Whether a condition on rows decides who is new, somewhere in an activity. */
export function hasFlag({ parts }: Pick<Activity, 'parts'>): boolean {
  return parts.some(({ newWhen }) => newWhen !== undefined)
}

/** Whether there are rows that decide first days only. */
export function hasScope({ firstDayScope }: Pick<Activity, 'firstDayScope'>): boolean {
  return firstDayScope.length > 0
}

/** Whether rows tell of first days what their own days do not. */
export function tellsFirstDays(activity: Activity, identity: string): boolean {
  return hasFlag(activity) || activity.parts.some(({ firstDay }) => firstDay[identity] !== undefined)
}

/** Whether a row may name a first day that is not the row's own. */
export function declaresFirstDays({ parts, firstDayScope }: Activity, identity: string): boolean {
  return [...parts, ...firstDayScope].some(({ firstDay }) => firstDay[identity] !== undefined)
}

/** Whether something else than the days on which members are seen decides their first days. */
export function decidesFirstDays(activity: Activity, identity: string): boolean {
  return hasScope(activity) || tellsFirstDays(activity, identity)
}

function spelledOut(name: string, part: PartDeclaration<string, string>): Part {
  const day = part.day ?? part.from.day
  if (day === undefined) throw new Refusal('activity-without-day', { activity: name, source: part.from.name })
  return {
    from: part.from,
    where: part.where,
    except: [part.except ?? []].flat(),
    day,
    identities: part.identities,
    dimensions: part.dimensions ?? part.from.dimensions,
    firstDay: part.firstDay ?? {},
    newWhen: part.newWhen,
  }
}
