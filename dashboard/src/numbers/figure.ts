/**
 * A figure as the API sends it. Where a double cannot hold its digits it is their text, so that nothing is rounded
 * before it is shown.
 */
export type Figure = number | string

/** A JSON document in which no number loses digits: those that a double would change stay text. */
export function exactJson(text: string): unknown {
  return JSON.parse(text, keepDigits)
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value
  return String(value) === context.source ? value : context.source
}

/** A figure for drawing; where there is none, null. */
export function drawn(figure: Figure | null | undefined): number | null {
  return figure === null || figure === undefined ? null : Number(figure)
}
