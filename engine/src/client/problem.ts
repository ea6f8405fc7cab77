/** A place in a file of the project that the server runs. */
export interface ProblemPlace {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** What the server refused, in its words; or that it answered something else than Daymark does. */
export class DaymarkProblem extends Error {
  readonly status: number
  /** The engine's code, such as `unknown-metric`. */
  readonly code: string
  /** What to do about it. */
  readonly fix: string | undefined
  readonly facts: Readonly<Record<string, unknown>>
  /** Where in the project's files the mistake stands; line and column are counted from 1. */
  readonly where: ProblemPlace | undefined
  /** By which the server's log knows the request. */
  readonly requestId: string | undefined

  constructor(status: number, said: Readonly<Record<string, unknown>>) {
    const text = (name: string) => (typeof said[name] === 'string' ? said[name] : undefined)
    super(text('detail') ?? `The server answered ${status}.`)
    this.name = 'DaymarkProblem'
    this.status = status
    this.code = text('code') ?? 'no-problem-document'
    this.fix = text('fix')
    const { facts } = said
    this.facts = typeof facts === 'object' && facts !== null ? (facts as Record<string, unknown>) : {}
    this.where = placeIn(said['where'])
    this.requestId = text('requestId')
  }
}

function placeIn(said: unknown): ProblemPlace | undefined {
  if (typeof said !== 'object' || said === null) return undefined
  const { file, line, column } = said as Readonly<Record<string, unknown>>
  if (typeof file !== 'string' || typeof line !== 'number' || typeof column !== 'number') return undefined
  return { file, line, column }
}

/** The problem that a response holds. */
export async function problemOf(response: Response): Promise<DaymarkProblem> {
  const text = await response.text()
  try {
    return new DaymarkProblem(response.status, JSON.parse(text) as Record<string, unknown>)
  } catch {
    return new DaymarkProblem(response.status, {})
  }
}
