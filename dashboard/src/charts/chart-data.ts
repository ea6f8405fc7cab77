import type { Explained } from '../explain/explanation.js'
import type { CsvTable } from '../download/csv.js'
import type { Figure } from '../numbers/figure.js'
import { formatted, type Format } from '../numbers/format.js'
import type { TableRow } from '../tables/figure-table.js'

/** One line or one set of bars. */
export interface Series {
  readonly name: string
  readonly as: 'line' | 'bar'
  readonly colour: string
  readonly format: Format
  readonly values: readonly (Figure | null)[]
  /** For each value why it is missing. */
  readonly because?: readonly (string | null)[] | undefined
  readonly isStacked?: boolean
  readonly isDashed?: boolean
  /** Level along each category, as a target is. */
  readonly isStepped?: boolean
  /** Joined over categories without a value. */
  readonly isJoined?: boolean
  readonly isFaint?: boolean
  /** Drawn on an axis of its own, at the right. */
  readonly isSecond?: boolean
  /** How the value of a category came about. */
  readonly explained?: (index: number) => Explained | undefined
}

/** A range around a category's value. */
export interface Band {
  readonly name: string
  readonly low: readonly (Figure | null)[]
  readonly high: readonly (Figure | null)[]
  readonly colour: string
}

/** What a chart draws, and what the table beside it holds. */
export interface ChartData {
  readonly title: string
  /** Which segment holds for its figures, in words. */
  readonly held?: string
  /** What runs along it. */
  readonly along: string
  readonly categories: readonly string[]
  /** The categories as programs read them. */
  readonly keys: readonly string[]
  /** Categories that are in progress. */
  readonly partial?: readonly boolean[]
  readonly series: readonly Series[]
  readonly band?: Band
  /** A level to look up to. */
  readonly level?: { readonly name: string; readonly value: Figure; readonly format: Format } | undefined
}

/** Why nothing of a chart is drawn: each reason once, none where something is. Plain gaps say nothing beside another reason. */
export function whyEmpty({ series }: ChartData): readonly string[] {
  const isEmpty = series.every(({ values }) => values.every((value) => value === null))
  if (!isEmpty) return []
  const reasons = new Set(series.flatMap(({ because = [] }) => because.filter((why) => why !== null)))
  const others = [...reasons].filter((why) => why !== 'no-rows' && why !== 'still-to-come')
  if (others.length > 0) return others
  return reasons.size === 0 ? ['no-rows'] : [...reasons]
}

/** The chart as a table for reading. */
export function tableRows(
  { categories, keys, partial, series, band }: ChartData,
  explains: boolean,
): readonly TableRow[] {
  return categories.map((category, index) => ({
    key: keys[index] ?? category,
    head: partial?.[index] === true ? `${category} (in progress)` : category,
    cells: [
      ...series.map(({ values, because, format, explained }) => ({
        text: formatted(values[index], format),
        because: because?.[index] ?? undefined,
        figure: explains && values[index] !== null ? explained?.(index) : undefined,
      })),
      ...(band
        ? [band.low, band.high].map((edge) => ({
            text: formatted(edge[index], series[0]?.format ?? { as: 'number', decimals: 0 }),
          }))
        : []),
    ],
  }))
}

/** The names of the table's columns. */
export function tableColumns({ along, series, band }: ChartData): readonly string[] {
  return [
    along,
    ...series.map(({ name }) => name),
    ...(band ? [`${band.name}, low`, `${band.name}, high`] : []),
  ]
}

/** The chart as a table for a file. */
export function chartCsv(data: ChartData): CsvTable {
  const { keys, series, band } = data
  return {
    columns: tableColumns(data),
    rows: keys.map((key, index) => [
      key,
      ...series.map(({ values }) => values[index]),
      ...(band ? [band.low[index], band.high[index]] : []),
    ]),
  }
}
