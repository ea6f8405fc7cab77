import type { RowSet } from '../activities/row-set.js'
import { amountsName } from '../measures/amount-table.js'
import type { Model } from '../models/model.js'
import { rollupsName } from '../rollups/rollup-tables.js'
import { keptSegmentName } from '../segments/segment-tables.js'
import type { Source } from '../sources/source.js'
import type { Layout } from '../project/layout.js'

/** What kinds of things a build makes, in the order in which it makes them. */
export type ThingKind =
  'source' | 'model' | 'identity' | 'segment' | 'activity' | 'rollups' | 'sums' | 'amounts'

/** One thing that is kept in the warehouse: what it is called in the ledger, and what it was declared as. */
export interface KeptThing {
  readonly kind: ThingKind
  readonly name: string
  /** Its name in the ledger, such as `activity sales`. */
  readonly thing: string
  /** All of the declarations that its content follows from, as plain data. */
  readonly declared: unknown
  /** The rows that it is made from; undefined for what is not made from rows. */
  readonly of: RowSet | Model | undefined
}

/** Everything that a layout keeps, in the order in which it is built. */
export function keptThings(layout: Layout): readonly KeptThing[] {
  const { keyTypes, segments, activities, sums, amounts } = layout
  return [
    ...sourcesAndModels(layout),
    ...[...keyTypes].map(([identity, keyType]) =>
      kept('identity', identity, { of: undefined, declared: keyType }),
    ),
    ...segments.map((each) =>
      kept('segment', keptSegmentName(each), {
        of: each.segment.from,
        declared: [each.segment, each.keyType],
      }),
    ),
    ...activities.map((of) =>
      kept('activity', of.name, {
        of,
        declared: [of, of.identities.map((identity) => keyTypes.get(identity))],
      }),
    ),
    ...layout.rollups.map((rolledUp) => {
      const { of, identity, calendar } = rolledUp
      return kept('rollups', rollupsName(rolledUp), {
        of,
        declared: [of, identity, keyTypes.get(identity), calendar],
      })
    }),
    ...sums.map(({ of, columns }) => kept('sums', of.name, { of, declared: [of, columns] })),
    ...amounts.map((amounts) => {
      const { of, identity, columns } = amounts
      return kept('amounts', amountsName(amounts), { of, declared: [of, columns, keyTypes.get(identity)] })
    }),
  ]
}

/** Models come after the sources that they read, and before the sources over them. */
function sourcesAndModels({ sources, models }: Layout): readonly KeptThing[] {
  const ofSource = (source: Source) => kept('source', source.name, { of: source, declared: source })
  return [
    ...sources.filter(({ from }) => !('model' in from)).map(ofSource),
    ...models.flatMap((model) => [
      kept('model', model.name, { of: model, declared: declaredOf(model) }),
      ...sources.filter(({ from }) => 'model' in from && from.model === model.name).map(ofSource),
    ]),
  ]
}

function declaredOf({ config, writtenIn, isStored, full, incremental, replacedKeys }: Model): unknown {
  const said = [full, incremental].map(({ sql, relations }) => [sql, relations])
  return [config, writtenIn, isStored, said, replacedKeys?.sql]
}

function kept(
  kind: ThingKind,
  name: string,
  { of, declared }: Pick<KeptThing, 'of' | 'declared'>,
): KeptThing {
  return { kind, name, thing: `${kind} ${name}`, of, declared }
}
