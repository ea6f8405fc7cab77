import type { ECharts } from 'echarts/core'
import type { Series } from './chart-data.js'
import type { PageColours } from './colours.js'
import { painted, scale } from './painted.js'

interface PictureParts {
  readonly title: string
  readonly series: readonly Series[]
  readonly colours: PageColours
}

const [legendHeight, between] = [22, 16]

/** A chart as a picture of its own, with its title and its legend. */
export async function pictureOf(chart: ECharts, { title, series, colours }: PictureParts): Promise<Blob> {
  const drawing = new Image()
  drawing.src = chart.getDataURL({ type: 'png', pixelRatio: scale, backgroundColor: colours.surface })
  await drawing.decode()
  const [width, height] = [chart.getWidth(), chart.getHeight()]
  const paint = (paper: CanvasRenderingContext2D, start: number, top: number) => {
    paper.font = `12px ${colours.font}`
    let left = start
    for (const { name, colour } of series) {
      paper.fillStyle = colour
      paper.fillRect(left, top + legendHeight / 2 - 5, 10, 10)
      paper.fillStyle = colours.faint
      paper.fillText(name, left + 16, top + legendHeight / 2)
      left += 16 + paper.measureText(name).width + between
    }
    paper.drawImage(drawing, start, top + legendHeight, width, height)
  }
  return painted({ title, colours, width, height: height + legendHeight, paint })
}
