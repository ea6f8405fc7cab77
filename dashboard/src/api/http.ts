import { exactJson } from '../numbers/figure.js'
import { sessionKey } from './session.js'

/** What the API refused, in its words. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string | undefined,
    message: string,
  ) {
    super(message)
  }
}

/** That no answer came at all. */
export class Unreachable extends Error {}

export interface Request {
  readonly path: string
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/**
 * An answer of the API, its numbers with all their digits.
 *
 * @throws Refused in the API's words; Unreachable where there is none
 */
export async function answerOf<T>(request: Request): Promise<T> {
  const response = await sent(request, 'application/json')
  return exactJson(await response.text()) as T
}

/** The response to a request; a body makes it a POST. */
export async function sent({ path, body, signal }: Request, accept: string): Promise<Response> {
  const key = sessionKey()
  const response = await fetch(`/v1/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      accept,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted === true) throw error
    throw new Unreachable('The server does not answer. Is `daymark serve` running?')
  })
  if (response.ok) return response
  throw await refusal(response)
}

async function refusal(response: Response): Promise<Refused> {
  const text = await response.text()
  const problem = problemIn(text)
  const says = problem.detail ?? problem.title ?? `The server answered ${response.status}.`
  return new Refused(
    response.status,
    problem.code,
    problem.fix === undefined ? says : `${says} ${problem.fix}`,
  )
}

interface Problem {
  readonly title?: string
  readonly detail?: string
  readonly code?: string
  readonly fix?: string
}

function problemIn(text: string): Problem {
  try {
    return JSON.parse(text) as Problem
  } catch {
    return {}
  }
}
