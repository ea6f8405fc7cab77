import stringWidth from 'string-width'
import type { ChartAnswer, ChartSeries, NoPoint } from '../../boards/board-answer.js'
import type { ChartKind } from '../../project/board.js'
import { formatted } from '../../metrics/format.js'
import { noValue } from '../answer-notes.js'
import { listInWords } from '../../queries/list-in-words.js'
import { shortened, wrapped } from '../text-table.js'
import { bar, boundsOf, columns, drawable, fitted } from './blocks.js'
import { compact } from './compact-number.js'
import { fillOf, painted, type Screen } from './screen.js'

/** The most categories that stand below each other, each with its bars; more run along a line. */
const mostBars = 12

/** How many characters the longest bar has at most. */
const longestBar = 72

/** A chart as lines, its title first. */
export function chartLines(chart: ChartAnswer, screen: Screen): readonly string[] {
  const { bold, dim } = screen.colours
  const { segments } = chart
  const held = segments === null ? [] : wrapped(`  ${segments.says}`, screen.width).map(dim)
  const drawn = chart.series.some(({ values }) => values.some((value) => value !== null))
  const gaps = gapLines(chart, drawn).flatMap((line) => wrapped(`  – ${line}`, screen.width).map(dim))
  if (!drawn) return [bold(chart.title), ...held, ...gaps]
  const begun = withoutComing(chart)
  const draw = begun.categories.length > mostBars ? running[chart.kind] : standing[chart.kind]
  return [bold(chart.title), ...held, ...draw(begun, screen), ...gaps]
}

/** Gaps that explain themselves beside figures. */
const plainGaps: ReadonlySet<NoPoint> = new Set(['no-rows', 'still-to-come'])

/** Why points are missing, each reason once; plain gaps only where nothing else is to be said of an empty chart. */
function gapLines({ series }: ChartAnswer, isDrawn: boolean): readonly string[] {
  const names = new Map<NoPoint, Set<string>>()
  for (const { name, because = [] } of series) {
    for (const why of because) if (why !== null) names.set(why, (names.get(why) ?? new Set()).add(name))
  }
  const others = [...names].filter(([why]) => !plainGaps.has(why))
  return (isDrawn || others.length > 0 ? others : [...names]).map(([why, of]) =>
    of.size === series.length || why === 'no-rows'
      ? noPoint[why]
      : `${listInWords([...of], 'and')}: ${noPoint[why]}`,
  )
}

const noPoint: Readonly<Record<NoPoint, string>> = { ...noValue, 'no-rows': 'the data have no rows here' }

/** A chart without the categories at its end that time has not come to. */
function withoutComing(chart: ChartAnswer): ChartAnswer {
  const { categories, keys, partial, series } = chart
  const isComing = (at: number) => partial[at] === true && series.every(({ values }) => values[at] == null)
  const end = categories.findLastIndex((_, at) => !isComing(at)) + 1
  return {
    ...chart,
    categories: categories.slice(0, end),
    keys: keys.slice(0, end),
    partial: partial.slice(0, end),
    series: series.map((each) => ({ ...each, values: each.values.slice(0, end) })),
  }
}

type Draw = (chart: ChartAnswer, screen: Screen) => readonly string[]

const running: Readonly<Record<ChartKind, Draw>> = {
  line: (chart, screen) => along(chart, screen, { together: false }),
  bar: (chart, screen) => along(chart, screen, { together: true }),
  'stacked-bar': (chart, screen) => along(chart, screen, { together: true }),
  combo: (chart, screen) => along(chart, screen, { together: false }),
}

const standing: Readonly<Record<ChartKind, Draw>> = {
  line: grouped,
  bar: grouped,
  'stacked-bar': stacked,
  combo: grouped,
}

/** Each series as columns along the categories, with its lowest and highest value beside it. */
function along(
  { series, categories }: ChartAnswer,
  { width, colours }: Screen,
  { together }: { together: boolean },
): readonly string[] {
  const { dim } = colours
  const names = Math.min(20, Math.max(...series.map(({ name }) => stringWidth(name))))
  const alone = series.length === 1
  const left = alone ? 2 : names + 4
  const sides = series.map(({ values, format }) => {
    const { low, high } = boundsOf(drawable(values), false)
    return [compact(String(high), format), compact(String(low), format)] as const
  })
  const right = Math.max(...sides.flat().map((side) => stringWidth(side)))
  const most = Math.max(8, width - left - right - 2)
  const fits = series.map(({ values }) => fitted(drawable(values), most))
  const room = fits[0]?.length ?? 0
  const alike = together && areAlike(series)
  const lines = series.flatMap((each, index) => {
    const shown = fits[index] ?? []
    const bounds = boundsOf(alike ? fits.flat() : shown, each.as === 'bar')
    const height = alone ? 5 : series.length === 2 ? 3 : 2
    const paint = painted(each.colour, colours)
    const [high = '', low = ''] = sides[index] ?? []
    return columns(shown, { height, ...bounds }).map((line, at) => {
      const name = at === height - 1 && !alone ? shortened(each.name, names) : ''
      const beside = at === 0 ? high : at === height - 1 ? low : ''
      const plot = paint(line) + ' '.repeat(Math.max(0, room - stringWidth(line)))
      return `  ${filled(name, left - 2)}${plot}  ${dim(beside.padStart(right))}`.trimEnd()
    })
  })
  const [first = '', last = ''] = [categories[0], categories.at(-1)]
  const between = ' '.repeat(Math.max(1, room - stringWidth(first) - stringWidth(last)))
  return [...lines, ' '.repeat(left) + dim(first + between + last)]
}

/** For each category a bar for each series. */
function grouped(
  { series, categories, partial }: ChartAnswer,
  { width, colours }: Screen,
): readonly string[] {
  const { dim } = colours
  const alone = series.length === 1
  const labels = Math.max(
    ...categories.map((label, at) => stringWidth(label) + (partial[at] === true ? 2 : 0)),
  )
  const names = alone ? 0 : Math.min(20, Math.max(...series.map(({ name }) => stringWidth(name))))
  const texts = series.map(({ values, format }) => values.map((value) => formatted(value, format)))
  const right = Math.max(...texts.flat().map((text) => stringWidth(text)))
  const room = Math.max(8, Math.min(longestBar, width - labels - names - right - (alone ? 6 : 8)))
  const alike = areAlike(series)
  const highest = (some: readonly ChartSeries[]) =>
    boundsOf(
      some.flatMap(({ values }) => drawable(values).map((value) => value && Math.abs(value))),
      true,
    ).high
  const lines = categories.flatMap((label, at) =>
    series.map((each, index) => {
      const value = Number(each.values[at] ?? 0)
      const high = highest(alike ? series : [each])
      const drawn = bar(high === 0 ? 0 : Math.abs(value) / high, room)
      const start = index === 0 ? label + (partial[at] === true ? ' *' : '') : ''
      const name = alone ? '' : `${filled(shortened(each.name, names), names)}  `
      const plot = (value < 0 ? colours.red : painted(each.colour, colours))(drawn)
      return `  ${filled(start, labels)}  ${dim(name)}${plot}${' '.repeat(room - stringWidth(drawn))}  ${(texts[index]?.[at] ?? '').padStart(right)}`
    }),
  )
  return [...lines, ...unfinished(partial, dim)]
}

/** Whether values of all series are told by one scale: amounts of two currencies are not. */
function areAlike(series: readonly ChartSeries[]): boolean {
  const scales = series.map(({ format }) => [format.as, format.as === 'money' ? format.currency : null])
  return new Set(scales.map((scale) => JSON.stringify(scale))).size < 2
}

/** For each category one bar of all series, one behind the other, and the sum. */
function stacked(
  { series, categories, partial }: ChartAnswer,
  { width, colours }: Screen,
): readonly string[] {
  const { dim } = colours
  const format = series[0]?.format ?? { as: 'number', decimals: 0 }
  const parts = categories.map((_, at) => series.map(({ values }) => Math.max(0, Number(values[at] ?? 0))))
  const sums = categories.map((_, at) => series.reduce((sum, { values }) => sum + Number(values[at] ?? 0), 0))
  const known = categories.map(
    (_, at) =>
      series.some(({ values }) => values[at] != null) &&
      series.every(({ because }) => plainGaps.has(because?.[at] ?? 'no-rows')),
  )
  const texts = sums.map((sum, at) => (known[at] === true ? compact(String(sum), format) : '–'))
  const labels = Math.max(
    ...categories.map((label, at) => stringWidth(label) + (partial[at] === true ? 2 : 0)),
  )
  const right = Math.max(...texts.map((text) => stringWidth(text)))
  const room = Math.max(8, Math.min(longestBar, width - labels - right - 6))
  const high = Math.max(1e-9, ...parts.map((each) => each.reduce((sum, part) => sum + part, 0)))
  const lines = categories.map((label, at) => {
    const ends = (parts[at] ?? []).reduce<readonly number[]>(
      (all, part) => [...all, (all.at(-1) ?? 0) + part],
      [],
    )
    const cells = ends.map((end) => Math.round((end / high) * room))
    const drawn = series.map(({ colour }, index) =>
      painted(colour, colours)(fillOf(index, colours).repeat((cells[index] ?? 0) - (cells[index - 1] ?? 0))),
    )
    const rest = ' '.repeat(Math.max(0, room - (cells.at(-1) ?? 0)))
    const start = label + (partial[at] === true ? ' *' : '')
    return `  ${filled(start, labels)}  ${drawn.join('')}${rest}  ${(texts[at] ?? '').padStart(right)}`
  })
  const legend = series.map(
    ({ name, colour }, index) => `${painted(colour, colours)(fillOf(index, colours))} ${name}`,
  )
  return [...lines, `  ${' '.repeat(labels)}  ${legend.join('   ')}`, ...unfinished(partial, dim)]
}

function unfinished(partial: readonly boolean[], dim: (text: string) => string): readonly string[] {
  return partial.includes(true) ? [dim('  * in progress')] : []
}

function filled(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)))
}
