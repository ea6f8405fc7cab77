import { pageColours } from '../charts/colours.js'
import { painted } from '../charts/painted.js'

const inset = 8

/** A table as a picture of its own: all of its cells as the page shows them, also those that are scrolled away. */
export function pictureOfTable(table: HTMLTableElement, title: string): Promise<Blob> {
  const whole = table.getBoundingClientRect()
  const paint = (paper: CanvasRenderingContext2D, left: number, top: number) => {
    for (const row of table.rows)
      for (const cell of row.cells) paintCell(paper, cell, { left: left - whole.left, top: top - whole.top })
  }
  return painted({ title, colours: pageColours(table), width: whole.width, height: whole.height, paint })
}

function paintCell(
  paper: CanvasRenderingContext2D,
  cell: HTMLTableCellElement,
  moved: { readonly left: number; readonly top: number },
): void {
  const { left, top, right, width, height } = cell.getBoundingClientRect()
  const style = getComputedStyle(cell)
  paper.fillStyle = style.backgroundColor
  paper.fillRect(left + moved.left, top + moved.top, width, height)
  paper.fillStyle = style.color
  paper.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  const align = style.textAlign === 'center' || style.textAlign === 'right' ? style.textAlign : 'left'
  paper.textAlign = align
  const at = { left: left + inset, center: (left + right) / 2, right: right - inset }[align]
  paper.fillText(shownText(cell), at + moved.left, top + height / 2 + moved.top)
}

function shownText(cell: HTMLTableCellElement): string {
  const shown = cell.cloneNode(true) as HTMLElement
  for (const hidden of shown.querySelectorAll('.unseen')) hidden.remove()
  return shown.textContent.trim()
}
