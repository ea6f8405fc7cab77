import { z } from 'zod'
import { defineCalendar, type Calendar } from '../calendar/calendar.js'
import { parseDay } from '../calendar/day.js'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { chosen, isObject, madeAs, named, objectOf } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import { aMetric } from '../metrics/declared-metric.js'
import type { Metric } from '../metrics/metric.js'
import type { VarValue } from '../models/model.js'
import type { Plan } from '../plans/plan.js'
import { writtenDialects, type WrittenDialect } from '../sql/expression.js'
import { declaredName } from '../names/declared-name.js'
import { closestName } from '../names/closest-name.js'
import { aSource, type Source } from '../sources/source.js'
import type { Cluster } from '../warehouses/clickhouse/clickhouse-cluster.js'
import { accessDeclared, checkAccess, type Access } from './access.js'
import { boardsDeclared, checkBoards, type Board } from './board.js'
import { inProject } from './in-project.js'
import { checkReferences, referencesDeclared, type Reference } from './reference.js'
import { checkSummaryTables, tablesDeclared, type SummaryTable } from './summary-table.js'
import { checkTargets, targetsDeclared, type Targets } from './targets.js'

/** A value that is given from outside with `--set name=value`. */
export interface Parameter {
  /** `folder` makes a relative path absolute: a default from the project's folder, a given one from here. */
  readonly kind: 'text' | 'folder'
  readonly default: string
  readonly description?: string
}

/** How the SQL models in the project's folder `models` are read. */
export interface ModelsDeclaration {
  /** The dialect that they are written in. Default: the project's. */
  readonly dialect?: WrittenDialect
  /** Sources that models read and no metric does; those of the metrics can be read as well. */
  readonly sources?: readonly Source[]
  /** What `var` gives in a template, beside the project's parameters. */
  readonly vars?: Readonly<Record<string, VarValue>>
  /** The environment variables that `env_var` may read in a template; no others. */
  readonly environment?: readonly string[]
}

/** What a project declares; see {@link defineProject}. */
export interface ProjectDeclaration<M extends Readonly<Record<string, Metric>>> {
  readonly name: string
  readonly description?: string
  /** Time zone, first day of the week, first month of the fiscal year. Default: UTC, Monday, January. */
  readonly calendar?: Partial<Calendar>
  /** The dialect that SQL in the declarations is written in, whatever the warehouse. Default: `duckdb`. */
  readonly dialect?: WrittenDialect
  /** The schema (in ClickHouse, the database) that holds what the engine keeps. Default: `daymark`. */
  readonly schema?: string
  /**
   * On ClickHouse, the cluster over which what the engine keeps is spread, by its name in `remote_servers`: members
   * by shard, the rest on every server. `replicated` where each shard has more than one server. Elsewhere it is nothing.
   */
  readonly cluster?: string | { readonly name: string; readonly replicated?: boolean }
  /** Named values that files and SQL may hold as `{name}`. */
  readonly parameters?: Readonly<Record<string, Parameter>>
  /** How the models in the folder `models` are written, and what they may read. */
  readonly models?: ModelsDeclaration
  /** The metrics, by the names that questions use. */
  readonly metrics: M
  /** The plans, by the names that `daymark plan` uses. */
  readonly plans?: Readonly<Record<string, Plan>>
  /** Pages of cards and charts. */
  readonly boards?: Readonly<Record<string, Board<NameIn<M>>>>
  /** Tables of answers to export; a name may hold `{parameter}`. */
  readonly tables?: Readonly<Record<string, SummaryTable<NameIn<M>>>>
  /** Existing tables and models that metrics are compared with, by the names that `daymark reconcile` uses. */
  readonly references?: Readonly<Record<string, Reference<NameIn<M>>>>
  /** What metrics are to reach. */
  readonly targets?: Targets<NameIn<M>>
  /** Who may see what over HTTP. */
  readonly access?: Access<NameIn<M>>
  /** When `daymark serve` builds, as a cron pattern in the project's time zone: `{ every: '0 * * * *' }`. */
  readonly builds?: { readonly every: string }
}

type NameIn<M> = Extract<keyof NoInfer<M>, string>

/** A team's declarations, checked and frozen. */
export interface Project<M extends Readonly<Record<string, Metric>> = Readonly<Record<string, Metric>>> {
  readonly kind: 'project'
  readonly name: string
  readonly description: string | undefined
  readonly calendar: Calendar
  readonly dialect: WrittenDialect
  readonly schema: string
  readonly cluster: Cluster | undefined
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly models: Required<ModelsDeclaration>
  readonly metrics: M
  readonly plans: Readonly<Record<string, Plan>>
  readonly boards: Readonly<Record<string, Board>>
  readonly tables: Readonly<Record<string, SummaryTable>>
  readonly references: Readonly<Record<string, Reference>>
  readonly targets: Targets | undefined
  readonly access: Access | undefined
  readonly builds: { readonly every: string } | undefined
}

/** The names of a project's metrics. */
export type MetricName<P extends Project> = Extract<keyof P['metrics'], string>

/** The names of the dimensions by which any of a project's metrics can be split. */
export type DimensionName<P extends Project> = P['metrics'][MetricName<P>]['dimensions'][number]

type Metrics = Readonly<Record<string, Metric>>

const aVar: z.ZodType<VarValue> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.lazy(() => aVar)),
  z.lazy(() => named(aVar)),
])

const clusterAtLength = objectOf<{ name: string; replicated?: boolean }>({
  name: z.string(),
  replicated: z.boolean().optional(),
})

const aProjectDeclaration = objectOf<ProjectDeclaration<Metrics>>({
  name: z.string(),
  description: z.string().optional(),
  // Which zones, weekdays and dialects there are is checked further on, with refusals of their own.
  calendar: objectOf<Partial<Calendar>>({
    timeZone: z.string().optional(),
    dayStartsAt: z.string().optional(),
    weekStart: (z.string() as unknown as z.ZodType<Calendar['weekStart']>).optional(),
    fiscalYearStart: z.number().optional(),
  }).optional(),
  dialect: (z.string() as unknown as z.ZodType<WrittenDialect>).optional(),
  schema: z.string().optional(),
  cluster: chosen<string | { name: string; replicated?: boolean }>((value) =>
    isObject(value) ? clusterAtLength : z.string(),
  ).optional(),
  parameters: named(
    madeAs<Parameter>(['folder', 'text'], "a parameter, such as folder('data') or text('EUR')"),
  ).optional(),
  models: objectOf<ModelsDeclaration>({
    dialect: (z.string() as unknown as z.ZodType<WrittenDialect>).optional(),
    sources: z.array(aSource).optional(),
    vars: named(aVar).optional(),
    environment: z.array(z.string()).optional(),
  }).optional(),
  metrics: named(aMetric),
  plans: named(madeAs<Plan>(['plan'], 'a plan, as plan(…) makes it')).optional(),
  boards: boardsDeclared.optional(),
  tables: tablesDeclared.optional(),
  references: referencesDeclared.optional(),
  targets: targetsDeclared.optional(),
  access: accessDeclared.optional(),
  builds: objectOf<{ every: string }>({ every: z.string() }).optional(),
})

/**
 * Declares a project: the default export of its `daymark.config.ts`.
 *
 * @throws Refusal `invalid-name`, `unknown-dialect`, `unknown-metric`, `unknown-dimension`, and the calendar's own
 * @example
 * export default defineProject({
 *   name: 'shop',
 *   calendar: { timeZone: 'Europe/London' },
 *   parameters: { data: folder('data') },
 *   metrics: { revenue, activeCustomers },
 * })
 */
export function defineProject<const M extends Readonly<Record<string, Metric>>>(
  declaration: ProjectDeclaration<M>,
): Project<M> {
  checkDeclaration('defineProject', [[declaration, aProjectDeclaration]])
  const { dialect = 'duckdb', schema = 'daymark', parameters = {}, plans = {}, models = {} } = declaration
  const { metrics, boards = {}, tables = {}, references = {}, targets, access } = declaration
  for (const [written, path] of [
    [dialect, ['dialect']],
    [models.dialect ?? dialect, ['models', 'dialect']],
  ] as const) {
    if (writtenDialects.includes(written)) continue
    const closest = closestName(written, writtenDialects)
    throw new Refusal(
      'unknown-dialect',
      { dialect: written, dialects: writtenDialects, closest },
      inProject(path),
    )
  }
  for (const [metric, { knownFrom }] of Object.entries(metrics)) {
    declaredName('metric', metric, inProject(['metrics', metric], true).at)
    if (knownFrom !== undefined) parseDay(knownFrom, `the day from which ${metric} is known`)
  }
  for (const plan of Object.keys(plans)) declaredName('plan', plan, inProject(['plans', plan], true).at)
  for (const parameter of Object.keys(parameters))
    declaredName('parameter', parameter, inProject(['parameters', parameter], true).at)
  checkBoards(boards, { metrics, plans })
  checkSummaryTables(tables, { metrics, parameters })
  checkReferences(references, metrics)
  checkTargets(targets, metrics)
  checkAccess(access, { metrics, boards, plans })
  return Object.freeze({
    kind: 'project',
    name: declaration.name,
    description: declaration.description,
    calendar: defineCalendar(declaration.calendar ?? {}),
    dialect,
    schema: declaredName('schema', schema, inProject(['schema']).at),
    cluster: clusterOf(declaration.cluster),
    parameters,
    models: { dialect, sources: [], vars: {}, environment: [], ...models },
    metrics,
    plans,
    boards,
    tables,
    references,
    targets,
    access,
    builds: declaration.builds,
  })
}

function clusterOf(declared: ProjectDeclaration<never>['cluster']): Cluster | undefined {
  if (declared === undefined) return undefined
  const { name, replicated = false } = typeof declared === 'string' ? { name: declared } : declared
  return Object.freeze({ name, replicated })
}

const parameterOptions = objectOf<{ description?: string }>({ description: z.string().optional() })

/** A parameter that names a folder, such as the one that holds the data. */
export function folder(path: string, options: { description?: string } = {}): Parameter {
  checkDeclaration('folder', [
    [path, z.string()],
    [options, parameterOptions],
  ])
  return { kind: 'folder', default: path, ...options }
}

/** A parameter that stands as a text literal in SQL. */
export function text(value: string, options: { description?: string } = {}): Parameter {
  checkDeclaration('text', [
    [value, z.string()],
    [options, parameterOptions],
  ])
  return { kind: 'text', default: value, ...options }
}
