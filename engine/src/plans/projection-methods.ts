import { documented } from './projections/documented.js'
import type { Projector } from './projections/projection.js'
import { recommended } from './projections/recommended.js'

/** The ways in which a day's end can be projected. */
export const projectionMethods = {
  documented,
  recommended,
} as const satisfies Readonly<Record<string, Projector>>

export type ProjectionMethod = keyof typeof projectionMethods
