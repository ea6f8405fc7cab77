import type { AsOf } from '../activities/member-segment.js'
import type { z } from '@hono/zod-openapi'
import type { BoardAnswer } from '../boards/board-answer.js'
import type { LedgerEntry } from '../builds/ledger.js'
import type { BuildRun } from '../http/build-runs.js'
import type { sourceContract } from '../http/schemas/contract.js'
import type { meta } from '../http/schemas/meta.js'
import type { reconciliation, reconciliationRequest } from '../http/schemas/reconciliation.js'
import type { Figure } from '../measures/leaf.js'
import type { PlanReport } from '../plans/plan-report.js'
import type { DimensionName, MetricName, Project } from '../project/project.js'
import type { Answer } from '../queries/answer.js'
import type { PlanExplanation } from '../queries/explain-plan.js'
import type { Explanation } from '../queries/explain.js'
import type { Filter, Question } from '../queries/question.js'
import type { RetentionGrid, RetentionRequest } from '../queries/retention-grid.js'
import type { SegmentsHeld } from '../queries/segments-held.js'
import { eventData } from './events.js'
import { problemOf } from './problem.js'

export { DaymarkProblem } from './problem.js'

/** How a server is spoken to. */
export interface ClientOptions {
  /** A key of `daymark keys create`, or a token. */
  readonly key?: string
  /** Default: the platform's. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
}

/** What every call may be given. */
export interface CallOptions {
  readonly signal?: AbortSignal
}

/** Which days a page is about: a period, or the first and the last day; and which rows, compared by which rule. */
export interface BoardQuestion {
  readonly period?: string
  readonly from?: string
  readonly to?: string
  readonly compare?: string
  readonly where?: readonly Filter[]
}

/** Which members are listed. */
export interface MembersOf<M extends string> extends Omit<BoardQuestion, 'compare'> {
  readonly metric: M
  readonly are?: Figure
  /** Which segment holds for filters on attributes of members. */
  readonly segmentAsOf?: AsOf
  readonly after?: string
  readonly limit?: number
}

/** A page of the members behind a number. */
export interface MembersPage {
  readonly metric: string
  readonly identity: string
  readonly are: Figure
  /** Which segment they go by, where a filter is by one; else null. */
  readonly segments: SegmentsHeld | null
  readonly members: readonly { readonly key: string; readonly lastDay: string }[]
  /** What to give as `after` for those that follow. */
  readonly next: string | null
}

/** A change of a target. */
export interface TargetChange {
  readonly number?: number
  readonly period: string
  readonly metric: string
  readonly of: string | null
  readonly target: string | null
  readonly setBy: string
  readonly setAt: string
  readonly note: string | null
}

/** The targets of a period, and every change that was made to them. */
export interface PeriodTargets {
  readonly period: string
  readonly dimension: string
  readonly whole: string
  readonly targets: readonly {
    readonly metric: string
    readonly of: string | null
    readonly target: string
  }[]
  readonly changes: readonly TargetChange[]
}

/** What is kept in the warehouse, and for which days. */
export type BuiltThing = Omit<LedgerEntry, 'definition' | 'input'>

/** A server of one project, whose metrics and dimensions are known by name. Figures are exact decimal text. */
export interface Client<P extends Project> {
  meta(options?: CallOptions): Promise<z.infer<typeof meta>>
  ask(
    question: Question<MetricName<P>, DimensionName<P>>,
    options?: CallOptions,
  ): Promise<Answer<MetricName<P>, DimensionName<P>>>
  explain(question: Question<MetricName<P>, DimensionName<P>>, options?: CallOptions): Promise<Explanation>
  board(
    name: Extract<keyof P['boards'], string>,
    question: BoardQuestion,
    options?: CallOptions,
  ): Promise<BoardAnswer>
  plan(
    name: Extract<keyof P['plans'], string>,
    question?: { readonly month?: string; readonly asOf?: string },
    options?: CallOptions,
  ): Promise<PlanReport>
  /** The statements by which a plan reads its month. */
  explainPlan(
    name: Extract<keyof P['plans'], string>,
    question?: { readonly month?: string; readonly asOf?: string },
    options?: CallOptions,
  ): Promise<PlanExplanation>
  /** Of those who were new in each period, how many were active in each later one. */
  retention(question: RetentionRequest, options?: CallOptions): Promise<RetentionGrid>
  /** How a reference compares with the metrics, and by which causes they differ. */
  reconcile(
    reference: Extract<keyof P['references'], string>,
    request?: z.infer<typeof reconciliationRequest>,
    options?: CallOptions,
  ): Promise<z.infer<typeof reconciliation>>
  members(question: MembersOf<MetricName<P>>, options?: CallOptions): Promise<MembersPage>
  targets(period: string, options?: CallOptions): Promise<PeriodTargets>
  setTarget(
    target: {
      readonly period: string
      readonly metric: MetricName<P>
      readonly of: string
      readonly target: string | null
      readonly note?: string
    },
    options?: CallOptions,
  ): Promise<TargetChange>
  builds(options?: CallOptions): Promise<{
    readonly built: readonly BuiltThing[]
    readonly contracts: readonly z.infer<typeof sourceContract>[]
    readonly runs: readonly BuildRun[]
  }>
  startBuild(request?: { readonly full?: boolean }, options?: CallOptions): Promise<BuildRun>
  /** A build's states as they come, up to the one in which it has ended. */
  followBuild(id: string, options?: CallOptions): AsyncIterable<BuildRun>
}

/**
 * A client of a server. A metric that the project does not have does not compile.
 *
 * @throws DaymarkProblem from every call, for what the server refuses
 * @example
 * import type project from './daymark.config.js'
 * const client = createClient<typeof project>('http://127.0.0.1:4477', { key })
 * const { total } = await client.ask({ metrics: ['revenue'], period: '2025-Q4' })
 */
export function createClient<P extends Project>(url: string, options: ClientOptions = {}): Client<P> {
  const sent = sender(url, options)
  const read = async <T>(call: Call): Promise<T> => (await (await sent(call)).json()) as T
  const text = { figures: 'text' }
  return {
    meta: (call) => read({ ...call, path: '/v1/meta' }),
    ask: (body, call) => read({ ...call, path: '/v1/ask', method: 'POST', query: text, body }),
    explain: (body, call) => read({ ...call, path: '/v1/explain', method: 'POST', body }),
    board: (name, { where = [], ...days }, call) =>
      read({ ...call, path: `/v1/boards/${part(name)}`, query: { ...days, ...text, where: written(where) } }),
    plan: (name, question = {}, call) =>
      read({ ...call, path: `/v1/plans/${part(name)}`, query: { ...question, ...text } }),
    explainPlan: (name, question = {}, call) =>
      read({ ...call, path: `/v1/plans/${part(name)}/explain`, query: { ...question } }),
    retention: (body, call) => read({ ...call, path: '/v1/retention', method: 'POST', query: text, body }),
    reconcile: (name, body = {}, call) =>
      read({ ...call, path: `/v1/reconciliations/${part(name)}`, method: 'POST', query: text, body }),
    members: ({ where = [], limit, ...question }, call) =>
      read({
        ...call,
        path: '/v1/members',
        query: { ...question, limit: limit === undefined ? undefined : String(limit), where: written(where) },
      }),
    targets: (period, call) => read({ ...call, path: '/v1/targets', query: { period, ...text } }),
    setTarget: async ({ period, metric, of, target, note }, call) => {
      const set = await read<TargetChange>({
        ...call,
        method: 'PUT',
        path: `/v1/targets/${part(period)}/${part(metric)}/${part(of)}`,
        query: text,
        body: { target, note },
      })
      return set
    },
    builds: (call) => read({ ...call, path: '/v1/builds' }),
    startBuild: (body = {}, call) => read({ ...call, path: '/v1/builds', method: 'POST', body }),
    followBuild: (id, call) => followed(sent, { ...call, path: `/v1/builds/${part(id)}/progress` }),
  }
}

interface Call extends CallOptions {
  readonly path: string
  readonly method?: 'GET' | 'POST' | 'PUT'
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body?: unknown
}

function sender(
  url: string,
  { key, fetch: fetched = fetch }: ClientOptions,
): (call: Call) => Promise<Response> {
  const base = url.replace(/\/+$/, '')
  return async ({ path, method = 'GET', query = {}, body, signal }) => {
    const search = new URLSearchParams(
      Object.entries(query).flatMap(([name, values]) =>
        [values ?? []].flat().map((value): [string, string] => [name, value]),
      ),
    ).toString()
    const response = await fetched(`${base}${path}${search === '' ? '' : `?${search}`}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    if (!response.ok) throw await problemOf(response)
    return response
  }
}

async function* followed(sent: (call: Call) => Promise<Response>, call: Call): AsyncGenerator<BuildRun> {
  for await (const run of eventData(await sent(call))) yield run as BuildRun
}

/** Filters as the command line writes them. */
function written(filters: readonly Filter[]): readonly string[] {
  return filters.map(({ dimension, values, not = false }) => {
    const listed = values.map((value) =>
      value === null ? '' : value === '' || /[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value,
    )
    return `${dimension}${not ? '!=' : '='}${listed.join(',')}`
  })
}

const part = encodeURIComponent
