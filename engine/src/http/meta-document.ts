import type { z } from '@hono/zod-openapi'
import { comparisonRules, otherNamesOfRules } from '../calendar/comparison.js'
import type { Day } from '../calendar/day.js'
import { grains } from '../calendar/grain.js'
import type { Moment } from '../calendar/moment.js'
import { stickinessOf } from '../metrics/active-days.js'
import { leavesOf, looksBack } from '../metrics/metric-kinds.js'
import type { Metric } from '../metrics/metric.js'
import { answeredMetric } from '../queries/ask.js'
import { countsMembers } from '../measures/leaf.js'
import { countedBy } from '../queries/members-behind.js'
import type { Asker, View } from './access/asker.js'
import { figuresLacking } from './within-view.js'
import type { meta } from './schemas/meta.js'

export type Meta = z.input<typeof meta>

/** What may be asked by someone, as of a moment. */
export function metaDocument(
  { name, view }: Asker,
  {
    now,
    today,
    freshness,
  }: { readonly now: Moment; readonly today: Day; readonly freshness: Meta['freshness'] },
): Meta {
  const { project } = view.loaded
  const { timeZone, dayStartsAt, weekStart, fiscalYearStart } = project.calendar
  const { targets } = project
  return {
    project: { name: project.name, description: project.description ?? null },
    asker: {
      name,
      role: view.role,
      rows: Object.fromEntries(
        view.rows.map(({ dimension, values }) => [dimension, values.filter((value) => value !== null)]),
      ),
      may: [...view.may],
    },
    calendar: {
      timeZone,
      dayStartsAt,
      weekStart,
      fiscalYearStart,
      today,
      now: now.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'second' }),
    },
    metrics: Object.entries(project.metrics).map(([metric, declared]) => described(metric, declared, view)),
    dimensions: dimensionsOf(project.metrics),
    activities: activitiesOf(view),
    boards: Object.entries(project.boards).map(([board, { title, description }]) => ({
      name: board,
      title,
      description: description ?? null,
    })),
    plans: plansOf(view),
    references: Object.entries(project.references).map(([reference, { title, description }]) => ({
      name: reference,
      title: title ?? reference,
      description: description ?? null,
    })),
    targets: targets === undefined ? null : { period: targets.period, dimension: targets.by.dimension },
    grains: [...grains],
    comparisons: [...comparisonRules],
    comparisonNames: otherNamesOfRules,
    freshness,
  }
}

function described(name: string, metric: Metric, { loaded, may }: View): Meta['metrics'][number] {
  const leaf = countedBy(metric)
  const listed = leaf !== undefined && loaded.project.access?.members?.includes(leaf.identity) === true
  return {
    ...answeredMetric(name, metric, loaded),
    looksBack: looksBack(metric),
    dimensions: [...metric.dimensions],
    knownFrom: metric.knownFrom ?? null,
    counts: countsOf(metric),
    members: listed && may.has('list-members'),
  }
}

/** Whose members a metric counts, and which of them. */
function countsOf(metric: Metric): Meta['metrics'][number]['counts'] {
  const sticky = stickinessOf(metric)
  if (sticky) return { activity: sticky.of.name, identity: sticky.identity, figure: 'stickiness', days: null }
  const [inside, days] = metric.kind === 'rolling' ? [metric.metric, metric.days] : [metric, null]
  if (!('identity' in inside)) return null
  return { activity: inside.of.name, identity: inside.identity, figure: inside.kind, days }
}

function dimensionsOf(metrics: Readonly<Record<string, Metric>>): Meta['dimensions'] {
  const found = new Map<string, string[]>()
  for (const [metric, { dimensions }] of Object.entries(metrics)) {
    for (const dimension of dimensions) {
      const having = found.get(dimension) ?? []
      having.push(metric)
      found.set(dimension, having)
    }
  }
  return [...found].map(([name, having]) => ({ name, metrics: having }))
}

/** The activities whose members metrics count. */
function activitiesOf(view: View): Meta['activities'] {
  const counted = Object.values(view.loaded.project.metrics).flatMap((metric) =>
    leavesOf(metric).filter(countsMembers),
  )
  const activities = new Set(counted.map(({ of }) => of))
  return [...activities].map((activity) => {
    const { name, identities, dimensions, segments } = activity
    const held = Object.values(segments).flatMap((each) => each.flatMap((segment) => segment.attributeNames))
    return {
      name,
      identities: [...identities],
      dimensions: [...dimensions],
      attributes: [...new Set(held)],
      retention: identities.filter(
        (identity) => figuresLacking(view, { of: activity, identity }).length === 0,
      ),
    }
  })
}

function plansOf({ loaded }: View): Meta['plans'] {
  const { plans, metrics } = loaded.project
  return Object.entries(plans).map(([name, { label, description, metric }]) => ({
    name,
    label: label ?? name,
    metric: Object.entries(metrics).find(([, declared]) => declared === metric)?.[0] ?? null,
    description: description ?? null,
    format: answeredMetric(name, metric, loaded).format,
  }))
}
