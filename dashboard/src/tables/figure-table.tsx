import type { ReactNode } from 'react'
import { FigureButton, type Explained } from '../explain/explanation.js'

export interface TableCell {
  readonly text: string
  readonly figure?: Explained | undefined
  readonly note?: ReactNode
  readonly title?: string | undefined
  readonly className?: string | undefined
}

export interface TableRow {
  readonly key: string
  readonly head: string
  readonly cells: readonly TableCell[]
  readonly isTotal?: boolean
}

interface FigureTableProps {
  readonly caption: string
  /** The first names the rows. */
  readonly columns: readonly string[]
  readonly rows: readonly TableRow[]
  /** How many columns after the first hold words. */
  readonly words?: number
}

/** Figures in rows and columns; it scrolls sideways in itself, never the page. */
export function FigureTable({ caption, columns, rows, words = 0 }: FigureTableProps) {
  const [head, ...others] = columns
  return (
    <div className="table-scroll" tabIndex={0} role="region" aria-label={caption}>
      <table className="figures">
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            {others.map((column, index) => (
              <th scope="col" key={column} className={index < words ? 'words' : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, head: name, cells, isTotal }) => (
            <tr key={key} className={isTotal ? 'total' : undefined}>
              <th scope="row">{name}</th>
              {cells.map(({ text, figure, note, title, className }, index) => (
                <td key={columns[index + 1]} title={title} className={index < words ? 'words' : className}>
                  {figure ? <FigureButton figure={figure}>{text}</FigureButton> : text}
                  {note}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
