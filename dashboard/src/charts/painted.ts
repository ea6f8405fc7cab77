import type { PageColours } from './colours.js'

export interface Painting {
  readonly title: string
  readonly colours: PageColours
  /** Pixels of what is painted below the title. */
  readonly width: number
  readonly height: number
  /** Paints it, with its upper left corner at the place given. */
  readonly paint: (paper: CanvasRenderingContext2D, left: number, top: number) => void
}

/** Pixels of a picture for one of the page. */
export const scale = 2

const [pad, titleHeight] = [16, 28]

/** A picture as a file of its own: its title, and what is painted below it, on the page's ground. */
export function painted({ title, colours, width, height, paint }: Painting): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil((width + 2 * pad) * scale)
  canvas.height = Math.ceil((height + 2 * pad + titleHeight) * scale)
  const paper = canvas.getContext('2d')
  if (paper === null) throw new Error('a browser that cannot paint')
  paper.scale(scale, scale)
  paper.fillStyle = colours.surface
  paper.fillRect(0, 0, canvas.width, canvas.height)
  paper.fillStyle = colours.ink
  paper.textBaseline = 'middle'
  paper.font = `600 15px ${colours.font}`
  paper.fillText(title, pad, pad + titleHeight / 2)
  paint(paper, pad, pad + titleHeight)
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('a picture that is empty'))
      else resolve(blob)
    }, 'image/png')
  })
}
