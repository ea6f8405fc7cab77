import type { Meta, MetaMetric } from '../api/answers.js'

/** The metrics of a project that count the members of one activity by one identity. */
export interface ActiveFigures {
  /** How many were active. */
  readonly members: MetaMetric | undefined
  /** The same of which some: new, existing, retained … */
  readonly cohorts: readonly MetaMetric[]
  readonly stickiness: MetaMetric | undefined
  /** Over the days up to the last, as the project declares them. */
  readonly rolling: readonly MetaMetric[]
  readonly all: readonly MetaMetric[]
}

/** Finds them; of several alike the first that is declared. */
export function activeFigures(meta: Meta, of: { activity: string; identity: string }): ActiveFigures {
  const counting = meta.metrics.filter(
    ({ counts }) => counts?.activity === of.activity && counts.identity === of.identity,
  )
  const isPlain = ({ counts }: MetaMetric) => counts?.days === null
  const figured = (figure: string) =>
    counting.find((metric) => isPlain(metric) && metric.counts?.figure === figure)
  const members = figured('members')
  const stickiness = figured('stickiness')
  const rolling = counting.filter((metric) => !isPlain(metric))
  const cohorts = counting.filter((metric) => isPlain(metric) && metric.counts?.figure.endsWith('-members'))
  return { members, cohorts, stickiness, rolling, all: [members, ...cohorts, stickiness].filter(isFound) }
}

function isFound(metric: MetaMetric | undefined): metric is MetaMetric {
  return metric !== undefined
}

/** The identities of an activity by which a metric counts members, those first that count them as they are. */
export function identitiesOf(meta: Meta, activity: string): readonly string[] {
  const declared = meta.activities.find(({ name }) => name === activity)?.identities ?? []
  return declared.filter((identity) =>
    meta.metrics.some(
      ({ counts }) =>
        counts?.activity === activity && counts.identity === identity && counts.figure === 'members',
    ),
  )
}
