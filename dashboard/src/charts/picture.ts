import type { ECharts } from 'echarts/core'
import type { Series } from './chart-data.js'
import type { PageColours } from './colours.js'

interface PictureParts {
  readonly title: string
  readonly series: readonly Series[]
  readonly colours: PageColours
}

const [scale, pad, titleHeight, legendHeight] = [2, 16, 28, 22]

/** A chart as a picture of its own: its title, its legend and what it draws, on the page's ground. */
export async function pictureOf(chart: ECharts, { title, series, colours }: PictureParts): Promise<Blob> {
  const drawing = new Image()
  drawing.src = chart.getDataURL({ type: 'png', pixelRatio: scale, backgroundColor: colours.surface })
  await drawing.decode()
  const [width, height] = [chart.getWidth(), chart.getHeight()]
  const canvas = document.createElement('canvas')
  canvas.width = (width + 2 * pad) * scale
  canvas.height = (height + 2 * pad + titleHeight + legendHeight) * scale
  const paper = canvas.getContext('2d')
  if (paper === null) throw new Error('a browser that cannot paint')
  paper.scale(scale, scale)
  paper.fillStyle = colours.surface
  paper.fillRect(0, 0, canvas.width, canvas.height)
  paper.fillStyle = colours.ink
  paper.textBaseline = 'middle'
  paper.font = `600 15px ${colours.font}`
  paper.fillText(title, pad, pad + titleHeight / 2)
  paper.font = `12px ${colours.font}`
  let left = pad
  for (const { name, colour } of series) {
    paper.fillStyle = colour
    paper.fillRect(left, pad + titleHeight + legendHeight / 2 - 5, 10, 10)
    paper.fillStyle = colours.faint
    paper.fillText(name, left + 16, pad + titleHeight + legendHeight / 2)
    left += 16 + paper.measureText(name).width + pad
  }
  paper.drawImage(drawing, pad, pad + titleHeight + legendHeight, width, height)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('a picture that is empty'))
      else resolve(blob)
    }, 'image/png')
  })
}
