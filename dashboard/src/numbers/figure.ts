/** A figure as the API sends it: decimal text of all its digits, or a number that was worked out here to be drawn. */
export type Figure = number | string

/** A figure for drawing; where there is none, null. */
export function drawn(figure: Figure | null | undefined): number | null {
  return figure === null || figure === undefined ? null : Number(figure)
}
