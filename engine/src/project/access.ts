import { z } from 'zod'
import { chosen, named as namedValues, objectOf, texts } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import type { Metric } from '../metrics/metric.js'
import { closestName } from '../names/closest-name.js'
import { inProject } from './in-project.js'
import { declaredName } from '../names/declared-name.js'
import { declaredMetric } from './board.js'

/** What a role may do beside reading. */
export const permissions = ['list-members', 'set-targets', 'build', 'explain'] as const

export type Permission = (typeof permissions)[number]

/** What those who have a role see. What is not allowed is denied. */
export interface Role<M extends string = string> {
  readonly metrics?: readonly M[] | 'all'
  readonly boards?: readonly string[] | 'all'
  readonly plans?: readonly string[] | 'all'
  /**
   * The only rows that exist for the role, by dimension: `{ line: ['SBMY'] }`. They are a condition of every
   * question, so totals and numbers of people are of these rows alone; a metric without the dimension is refused.
   */
  readonly rows?: Readonly<Record<string, readonly string[]>>
  readonly may?: readonly Permission[]
}

/** Who may see what over HTTP. Once there is a role, whoever has none sees nothing. */
export interface Access<M extends string = string> {
  readonly roles?: Readonly<Record<string, Role<M>>>
  /** The identities whose members may be listed by their keys. Default: none. */
  readonly members?: readonly string[]
}

const namesOrAll = chosen<string[] | 'all'>((value) => {
  if (value === 'all') return z.any()
  return Array.isArray(value) ? texts : "a list of names, or 'all'"
})

/** The keys of {@link Access}. */
export const accessDeclared = objectOf<Access>({
  roles: namedValues(
    objectOf<Role>({
      metrics: namesOrAll.optional(),
      boards: namesOrAll.optional(),
      plans: namesOrAll.optional(),
      rows: namedValues(texts).optional(),
      may: z.array(z.enum(permissions)).optional(),
    }),
  ).optional(),
  members: texts.optional(),
})

/** What access may name. */
export interface Accessible {
  readonly metrics: Readonly<Record<string, Metric>>
  readonly boards: Readonly<Record<string, unknown>>
  readonly plans: Readonly<Record<string, unknown>>
}

/**
 * Refuses roles that name what the project does not have, or that contradict themselves.
 *
 * @throws Refusal `invalid-name`, `unknown-metric`, `unknown-board`, `unknown-plan`, `invalid-role`
 */
export function checkAccess(access: Access | undefined, { metrics, boards, plans }: Accessible): void {
  for (const [name, role] of Object.entries(access?.roles ?? {})) {
    declaredName('role', name, inProject(['access', 'roles', name], true).at)
    const path = ['access', 'roles', name]
    for (const [index, metric] of named(role.metrics).entries())
      declaredMetric(metric, metrics, [...path, 'metrics', index])
    for (const [index, board] of named(role.boards).entries()) {
      if (Object.hasOwn(boards, board)) continue
      const known = Object.keys(boards)
      throw new Refusal(
        'unknown-board',
        { board, closest: closestName(board, known), boards: known },
        inProject([...path, 'boards', index]),
      )
    }
    for (const [index, plan] of named(role.plans).entries()) {
      if (Object.hasOwn(plans, plan)) continue
      const known = Object.keys(plans)
      throw new Refusal(
        'unknown-plan',
        { plan, closest: closestName(plan, known), plans: known },
        inProject([...path, 'plans', index]),
      )
    }
    checkRows(name, role, metrics)
  }
}

function checkRows(
  name: string,
  { rows, may = [], plans }: Role,
  metrics: Readonly<Record<string, Metric>>,
): void {
  if (rows === undefined) return
  const path = ['access', 'roles', name]
  const known = [...new Set(Object.values(metrics).flatMap(({ dimensions }) => dimensions))]
  for (const dimension of Object.keys(rows)) {
    if (known.includes(dimension)) continue
    throw new Refusal(
      'invalid-role',
      {
        role: name,
        why: `its rows name "${dimension}", which no metric can be filtered by`,
        fix: `Use dimensions of the metrics: ${known.join(', ')}.`,
      },
      inProject([...path, 'rows', dimension], true),
    )
  }
  if (may.includes('build')) {
    throw new Refusal(
      'invalid-role',
      {
        role: name,
        why: 'it sees some rows only and may build, and a build tells of all rows',
        fix: 'Let a role without `rows` build.',
      },
      inProject([...path, 'may']),
    )
  }
  if (plans !== undefined && plans.length > 0) {
    throw new Refusal(
      'invalid-role',
      {
        role: name,
        why: 'it sees some rows only and names plans, and a plan is over all rows',
        fix: 'Leave `plans` out, or `rows`.',
      },
      inProject([...path, 'plans']),
    )
  }
}

function named(names: readonly string[] | 'all' | undefined): readonly string[] {
  return names === undefined || names === 'all' ? [] : names
}
