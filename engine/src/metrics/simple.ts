import type { ActiveSum } from '../measures/active-sum.js'
import type { Count } from '../measures/count.js'
import type { Members } from '../measures/members.js'
import type { ReturningSum } from '../measures/returning-sum.js'
import type { Sum } from '../measures/sum.js'
import { oneLeaf, type MetricKind } from './metric-kind.js'

export const sumKind: MetricKind<Sum> = oneLeaf(
  ({ of, summed, currency }) => ({ pass: 'sums', of, summed, currency: currency ?? undefined }),
  {
    additive: true,
    formula: ({ summed, of }) => `sum of ${summed.expression ?? ''} over ${of.name}${filtered(summed.where)}`,
  },
)

export const countKind: MetricKind<Count> = oneLeaf(({ of, summed }) => ({ pass: 'sums', of, summed }), {
  additive: true,
  formula: ({ of, summed }) => `number of rows of ${of.name}${filtered(summed.where)}`,
})

export const membersKind: MetricKind<Members> = oneLeaf(
  ({ of, identity }) => ({ pass: 'presence', of, identity, figure: 'active' }),
  { additive: false, formula: ({ of, identity }) => `different members of ${of.name} by ${identity}` },
)

export const returningSumKind: MetricKind<ReturningSum> = oneLeaf(
  ({ of, identity, summed, currency }) => ({
    pass: 'returning',
    of,
    identity,
    summed,
    currency: currency ?? undefined,
  }),
  {
    additive: false,
    formula: ({ of, identity, summed }) =>
      `sum of ${summed.expression ?? ''} over ${of.name}, of members by ${identity} whose first day lies before the range`,
  },
)

export const activeSumKind: MetricKind<ActiveSum> = oneLeaf(
  ({ of, identity, summed, currency }) => ({
    pass: 'active-sums',
    of,
    identity,
    summed,
    currency: currency ?? undefined,
  }),
  {
    additive: false,
    formula: ({ of, identity, summed }) =>
      `sum of ${summed.expression ?? ''} over all rows behind ${of.name}, of members by ${identity} who are active in the range`,
  },
)

function filtered(where: string | undefined): string {
  return where === undefined ? '' : `, where ${where}`
}
