import type { Leaf } from '../../measures/leaf.js'
import { dimensionColumn } from '../../activities/activity-tables.js'
import { byMember, type Sql } from '../../sql/sql.js'
import { activeDaysPass } from './active-days-pass.js'
import { activeSumsPass } from './active-sums-pass.js'
import { figureColumn, type PassKind, type PassRequest } from './pass.js'
import { presencePass } from './presence-pass.js'
import { returningPass } from './returning-pass.js'
import { sumsPass } from './sums-pass.js'

/** Every kind of pass. A kind that is missing here does not compile. */
const kinds: { readonly [P in Leaf['pass']]: PassKind<Extract<Leaf, { pass: P }>> } = {
  sums: sumsPass,
  presence: ofMembers(presencePass),
  returning: ofMembers(returningPass),
  'active-sums': ofMembers(activeSumsPass),
  'active-days': ofMembers(activeDaysPass),
}

/** The statement of a pass. */
export function passStatement(request: PassRequest): Sql {
  return (kinds[request.leaves[0].pass] as PassKind<Leaf>)(request)
}

/** A pass whose figures are of members: those of any parts of the members add up. */
function ofMembers<L extends Exclude<Leaf, { pass: 'sums' }>>(pass: PassKind<L>): PassKind<L> {
  return (request) => {
    // Rows of sources do not lie by members: what is read of them is read as a whole.
    if (request.cut !== undefined) return pass(request)
    const [{ of }] = request.leaves
    const isOwn = (dimension: string) => of.dimensions.includes(dimension)
    const by = [...request.by.filter(isOwn), ...request.by.filter((dimension) => !isOwn(dimension))]
    return byMember({
      query: pass(request),
      of: ['n', ...by.map(dimensionColumn)],
      figures: request.leaves.map((_leaf, index) => figureColumn(index)),
    })
  }
}
