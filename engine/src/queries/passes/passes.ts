import type { Leaf } from '../../measures/leaf.js'
import type { Sql } from '../../sql/sql.js'
import { activeDaysPass } from './active-days-pass.js'
import { activeSumsPass } from './active-sums-pass.js'
import type { PassKind, PassRequest } from './pass.js'
import { presencePass } from './presence-pass.js'
import { returningPass } from './returning-pass.js'
import { sumsPass } from './sums-pass.js'

/** Every kind of pass. A kind that is missing here does not compile. */
const kinds: { readonly [P in Leaf['pass']]: PassKind<Extract<Leaf, { pass: P }>> } = {
  sums: sumsPass,
  presence: presencePass,
  returning: returningPass,
  'active-sums': activeSumsPass,
  'active-days': activeDaysPass,
}

/** The statement of a pass. */
export function passStatement(request: PassRequest): Sql {
  return (kinds[request.leaves[0].pass] as PassKind<Leaf>)(request)
}
