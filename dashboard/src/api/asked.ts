import type { Project } from 'daymark'
import { createClient, type Client } from 'daymark/client'
import { sessionKey } from './session.js'

type Answers = Client<Project>
type Given<C extends keyof Answers> = Parameters<Answers[C]>

/** Which month of a plan is asked for, and as of when. */
export type PlanAsked = NonNullable<Given<'plan'>[1]>

/** One thing that is asked of the API: plain data, so that an answer can be kept by what was asked. */
export type Asked =
  | { readonly get: 'meta' }
  | { readonly get: 'builds' }
  | { readonly get: 'ask'; readonly question: Given<'ask'>[0] }
  | { readonly get: 'explain'; readonly question: Given<'explain'>[0] }
  | { readonly get: 'board'; readonly name: string; readonly question: Given<'board'>[1] }
  | { readonly get: 'plan'; readonly name: string; readonly question: PlanAsked }
  | { readonly get: 'explainPlan'; readonly name: string; readonly question: PlanAsked }
  | { readonly get: 'retention'; readonly question: Given<'retention'>[0] }

/** That no answer came at all. */
export class Unreachable extends Error {}

/** A client with the key that was given in this tab. */
export function client(): Answers {
  const key = sessionKey()
  return createClient<Project>(location.origin, { ...(key !== null && { key }), fetch: reached })
}

/**
 * The answer to what is asked.
 *
 * @throws DaymarkProblem in the API's words; Unreachable where there is no answer
 */
export function answered(asked: Asked, signal: AbortSignal): Promise<unknown> {
  const api = client()
  const call = { signal }
  switch (asked.get) {
    case 'meta':
      return api.meta(call)
    case 'builds':
      return api.builds(call)
    case 'ask':
      // A page has many figures beside each other: one over several currencies is missing, and says why.
      return api.ask({ ...asked.question, severalCurrencies: 'null' }, call)
    case 'explain':
      return api.explain(asked.question, call)
    case 'board':
      return api.board(asked.name, asked.question, call)
    case 'plan':
      return api.plan(asked.name, asked.question, call)
    case 'explainPlan':
      return api.explainPlan(asked.name, asked.question, call)
    case 'retention':
      return api.retention(asked.question, call)
  }
}

function reached(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted === true) throw error
    throw new Unreachable('The server does not answer. Is `daymark serve` running?')
  })
}
