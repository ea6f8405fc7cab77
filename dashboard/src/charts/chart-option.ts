import type { EChartsCoreOption } from 'echarts/core'
import { becauseInWords } from '../numbers/because.js'
import { drawn } from '../numbers/figure.js'
import { compact, formatted, type Format } from '../numbers/format.js'
import type { ChartData, Series } from './chart-data.js'
import type { PageColours } from './colours.js'

interface TooltipItem {
  readonly dataIndex: number
}

/** What ECharts is told to draw. */
export function chartOption(data: ChartData, colours: PageColours): EChartsCoreOption {
  const { categories, partial, series, band, level } = data
  const second = series.find(({ isSecond }) => isSecond)
  const first = series.find(({ isSecond }) => isSecond !== true) ?? series[0]
  const onFirst = series.filter(({ isSecond }) => isSecond !== true)
  const hasBars = series.some(({ as }) => as === 'bar')
  return {
    animation: false,
    textStyle: { fontFamily: colours.font },
    grid: { left: 4, right: second ? 4 : 18, top: 12, bottom: 4, outerBoundsMode: 'same' },
    tooltip: tooltip(data, colours),
    xAxis: {
      type: 'category',
      data: categories,
      boundaryGap: hasBars,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.faint, fontSize: 11, hideOverlap: true, margin: 10 },
    },
    yAxis: [
      valueAxis(first, { of: onFirst, colours, hasLines: true }),
      ...(second
        ? [valueAxis(second, { of: series.filter(({ isSecond }) => isSecond), colours, hasLines: false })]
        : []),
    ],
    series: [
      ...(band ? bandSeries(band) : []),
      ...series.map((each) =>
        drawnSeries(each, { partial, level: each === first ? level : undefined, colours }),
      ),
    ],
  }
}

interface Axis {
  /** The series beside it. */
  readonly of: readonly Series[]
  readonly colours: PageColours
  readonly hasLines: boolean
}

function valueAxis(series: Series | undefined, { of, colours, hasLines }: Axis) {
  const format = axisFormat(series, of)
  return {
    type: 'value',
    splitNumber: 4,
    scale: series?.as === 'line' && format.as === 'percent',
    axisLabel: { color: colours.faint, fontSize: 11, formatter: (value: number) => compact(value, format) },
    splitLine: { show: hasLines, lineStyle: { color: colours.line, type: [2, 3] } },
  }
}

/** How an axis writes its numbers: without a currency where its series are in several. */
function axisFormat(series: Series | undefined, of: readonly Series[]): Format {
  const plain: Format = { as: 'number', decimals: 0 }
  const currencies = new Set(of.map(({ format }) => (format.as === 'money' ? format.currency : undefined)))
  return series === undefined || (series.format.as === 'money' && currencies.size > 1) ? plain : series.format
}

interface Drawing {
  readonly partial: readonly boolean[] | undefined
  readonly level: ChartData['level']
  readonly colours: PageColours
}

function drawnSeries(series: Series, { partial, level, colours }: Drawing) {
  const { name, as, colour, values, isStacked, isDashed, isStepped, isJoined, isFaint, isSecond } = series
  const points = values.map((value, index) => {
    const number = drawn(value)
    const faint = as === 'bar' && partial?.[index] === true
    return faint ? { value: number, itemStyle: { opacity: 0.55 } } : number
  })
  const shared = { name, data: points, yAxisIndex: isSecond ? 1 : 0, color: colour }
  const line = level && {
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: colours.faint, type: [4, 4] },
      label: { formatter: level.name, color: colours.faint, fontSize: 11, position: 'insideStartTop' },
      data: [{ yAxis: Number(level.value) }],
    },
  }
  if (as === 'bar') {
    return {
      ...shared,
      ...line,
      type: 'bar',
      barMaxWidth: 28,
      barGap: '12%',
      ...(isStacked && { stack: 'all' }),
      itemStyle: { opacity: isFaint ? 0.4 : 0.92, borderRadius: isStacked ? 0 : [2, 2, 0, 0] },
    }
  }
  const alone = values.filter((value) => value !== null).length < 3
  return {
    ...shared,
    ...line,
    type: 'line',
    symbol: 'circle',
    symbolSize: alone ? 7 : 5,
    showSymbol: values.length <= 12 || isJoined === true || hasLonePoint(values),
    connectNulls: isJoined === true,
    ...(isStepped && { step: 'middle' }),
    lineStyle: { width: 2, ...(isDashed && { type: [5, 4] }), opacity: isFaint ? 0.6 : 1 },
  }
}

/** Values with straight lines over the gaps between them, for an area to be drawn through. */
function joined(values: readonly (number | null)[]): readonly (number | null)[] {
  return values.map((value, index) => {
    const before = values.findLastIndex((each, at) => at <= index && each !== null)
    const after = values.findIndex((each, at) => at >= index && each !== null)
    const [from, to] = [values[before] ?? null, values[after] ?? null]
    if (value !== null || from === null || to === null) return value
    return from + ((to - from) * (index - before)) / (after - before)
  })
}

/** Whether a value has none beside it: no line leads to it, so that without a symbol it is not seen. */
function hasLonePoint(values: readonly unknown[]): boolean {
  const isThere = (index: number) => values[index] !== null && values[index] !== undefined
  return values.some((_, index) => isThere(index) && !isThere(index - 1) && !isThere(index + 1))
}

/** A range as an area between two lines that are not drawn. */
function bandSeries({ low, high, colour }: NonNullable<ChartData['band']>) {
  const shared = {
    type: 'line',
    stack: 'band',
    symbol: 'none',
    silent: true,
    connectNulls: true,
    lineStyle: { opacity: 0 },
  }
  const [bottom, top] = [joined(low.map(drawn)), joined(high.map(drawn))]
  const height = top.map((value, index) => {
    const under = bottom[index] ?? null
    return value === null || under === null ? null : value - under
  })
  return [
    { ...shared, data: bottom, name: 'low' },
    { ...shared, data: height, name: 'high', areaStyle: { color: colour, opacity: 0.18 } },
  ]
}

function tooltip(data: ChartData, colours: PageColours) {
  return {
    trigger: 'axis',
    confine: true,
    backgroundColor: colours.surface,
    borderColor: colours.line,
    padding: [8, 12],
    textStyle: { color: colours.ink, fontSize: 12 },
    axisPointer: { type: data.series.some(({ as }) => as === 'bar') ? 'shadow' : 'line' },
    formatter: (items: readonly TooltipItem[]) => tooltipText(data, items[0]?.dataIndex ?? 0),
  }
}

function tooltipText({ categories, partial, series, band }: ChartData, index: number): string {
  const rows = series.flatMap(({ name, colour, values, because, format }) => {
    const value = values[index] ?? null
    const why = because?.[index] ?? null
    if (value === null && why === null) return []
    const says =
      value === null
        ? `– <small>${escaped(becauseInWords(why ?? ''))}</small>`
        : escaped(formatted(value, format))
    return [`<tr><td><i style="background:${colour}"></i>${escaped(name)}</td><td>${says}</td></tr>`]
  })
  const format = series[0]?.format
  const range =
    band && format && band.low[index] != null
      ? `<tr><td>${escaped(band.name)}</td><td>${escaped(formatted(band.low[index], format))} – ${escaped(formatted(band.high[index], format))}</td></tr>`
      : ''
  const progress = partial?.[index] === true ? ' <small>in progress</small>' : ''
  return `<div class="tip"><b>${escaped(categories[index] ?? '')}</b>${progress}<table>${rows.join('')}${range}</table></div>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
