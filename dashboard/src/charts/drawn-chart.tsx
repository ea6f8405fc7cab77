import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { useExplain } from '../explain/explanation.js'
import { useThemeChanges } from '../shell/theme.js'
import type { ChartData } from './chart-data.js'
import { chartOption } from './chart-option.js'
import { pageColours } from './colours.js'
import { pictureOf } from './picture.js'

use([BarChart, LineChart, GridComponent, TooltipComponent, MarkLineComponent, CanvasRenderer])

/** What can be asked of a chart that is drawn. */
export interface Picture {
  /** The chart with its title and legend. */
  readonly png: (title: string) => Promise<Blob>
}

interface DrawnChartProps {
  readonly data: ChartData
  readonly height: number
  readonly ref?: Ref<Picture>
}

/** The picture of a chart. A press on a point opens how its figure came about. */
export default function DrawnChart({ data, height, ref }: DrawnChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(undefined)
  const explain = useExplain()
  const themeChanges = useThemeChanges()
  useEffect(() => {
    if (box.current === null) return undefined
    const made = init(box.current, null, { renderer: 'canvas' })
    chart.current = made
    const observer = new ResizeObserver(() => {
      made.resize()
    })
    observer.observe(box.current)
    return () => {
      observer.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    if (box.current === null) return
    chart.current?.setOption(chartOption(data, pageColours(box.current)), { notMerge: true })
  }, [data, themeChanges])
  useEffect(() => {
    const made = chart.current
    if (made === undefined) return undefined
    const open = ({ seriesName, dataIndex }: { seriesName?: string; dataIndex: number }) => {
      const figure = data.series.find(({ name }) => name === seriesName)?.explained?.(dataIndex)
      if (figure) explain(figure)
    }
    made.on('click', open as never)
    return () => {
      made.off('click', open)
    }
  }, [data, explain])
  useImperativeHandle(ref, () => ({
    png: (title) => {
      if (chart.current === undefined || box.current === null) throw new Error('a chart that is not drawn')
      return pictureOf(chart.current, { title, series: data.series, colours: pageColours(box.current) })
    },
  }))
  return <div ref={box} className="drawn" style={{ blockSize: height }} aria-hidden="true" />
}
