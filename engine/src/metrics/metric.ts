import type { ActiveSum } from '../measures/active-sum.js'
import type { Count } from '../measures/count.js'
import type { Members } from '../measures/members.js'
import type { ReturningSum } from '../measures/returning-sum.js'
import type { Sum } from '../measures/sum.js'
import type { ActiveDays } from './active-days.js'
import type { Arithmetic } from './arithmetic.js'
import type { ChurnedMembers } from './churned-members.js'
import type { ExistingMembers } from './existing-members.js'
import type { NewMembers } from './new-members.js'
import type { PerDay } from './per-day.js'
import type { PreviousMembers } from './previous-members.js'
import type { Ratio } from './ratio.js'
import type { ReactivatedMembers } from './reactivated-members.js'
import type { RetainedMembers } from './retained-members.js'
import type { Rolling } from './rolling.js'
import type { StayedMembers } from './stayed-members.js'

/** A number that people read: a measure as it is, or a figure worked out from others. */
export type Metric<D extends string = string> =
  | Sum<D>
  | Count<D>
  | Members<D>
  | ReturningSum<D>
  | ActiveSum<D>
  | NewMembers<D>
  | ExistingMembers<D>
  | RetainedMembers<D>
  | ReactivatedMembers<D>
  | StayedMembers<D>
  | ChurnedMembers<D>
  | PreviousMembers<D>
  | Ratio<D>
  | Arithmetic<D>
  | PerDay<D>
  | Rolling<D>
  | ActiveDays<D>
