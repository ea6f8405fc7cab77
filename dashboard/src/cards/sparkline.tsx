import type { Figure } from '../numbers/figure.js'
import { drawn } from '../numbers/figure.js'

const [width, height, pad] = [120, 32, 3]

/** A few values over time as a line, without an axis; its last point is marked. */
export function Sparkline({ values }: { values: readonly (Figure | null)[] }) {
  const points = values.map(drawn)
  const present = points.filter((value) => value !== null)
  if (present.length < 2) return <span className="sparkline" />
  const [low, high] = [
    Math.min(...present, 0 < Math.min(...present) ? Math.min(...present) : 0),
    Math.max(...present),
  ]
  const x = (index: number) => pad + (index / Math.max(1, points.length - 1)) * (width - 2 * pad)
  const y = (value: number) => height - pad - ((value - low) / (high - low || 1)) * (height - 2 * pad)
  const last = points.findLastIndex((value) => value !== null)
  const segments = runs(points).map((run) =>
    run.map(([index, value]) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`),
  )
  return (
    <svg
      className="sparkline"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {segments.map((run) => (
        <g key={run[0]}>
          <polygon
            className="area"
            points={`${run[0]?.split(',')[0] ?? ''},${height} ${run.join(' ')} ${run.at(-1)?.split(',')[0] ?? ''},${height}`}
          />
          <polyline points={run.join(' ')} vectorEffect="non-scaling-stroke" />
        </g>
      ))}
      <line
        className="point"
        x1={x(last)}
        x2={x(last)}
        y1={y(points[last] ?? 0)}
        y2={y(points[last] ?? 0)}
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}

/** Stretches of values without a gap. */
function runs(points: readonly (number | null)[]): readonly (readonly [number, number][])[] {
  const found: [number, number][][] = [[]]
  for (const [index, value] of points.entries()) {
    if (value === null) found.push([])
    else found.at(-1)?.push([index, value])
  }
  return found.filter((run) => run.length > 0)
}
