import type { AsOf } from '../activities/member-segment.js'
import type { Day } from '../calendar/day.js'

/** Why a figure is not answered from rollups. */
export type NotRolled =
  | { readonly is: 'amounts-by-member' }
  | { readonly is: 'not-built'; readonly thing: string }
  | { readonly is: 'held-on-a-day'; readonly asOf: AsOf }
  | { readonly is: 'too-many-sums'; readonly rows: number }
  | { readonly is: 'cut-day'; readonly day: Day; readonly until: string }
  | { readonly is: 'switched-off' }

const sentences: { readonly [R in NotRolled['is']]: (reason: Extract<NotRolled, { is: R }>) => string } = {
  'amounts-by-member': () =>
    'a sum over some of the members needs what each of them brought, which rollups do not hold',
  'not-built': ({ thing }) => `${thing} is not built`,
  'held-on-a-day': ({ asOf }) =>
    `what members are ${asOf === 'current' ? 'today' : "on a period's last day"} is told by their history, not by rollups`,
  'too-many-sums': ({ rows }) =>
    `${rows.toLocaleString('en')} rows of daily sums are added up in the warehouse`,
  'cut-day': ({ day, until }) => `rows of ${day} count until ${until}, and rollups hold whole days`,
  'switched-off': () => 'rollups are switched off',
}

/** The reason as half a sentence. */
export function reasonInWords(reason: NotRolled): string {
  return (sentences[reason.is] as (given: NotRolled) => string)(reason)
}
