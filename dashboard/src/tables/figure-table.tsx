import type { ReactNode } from 'react'
import { becauseInWords } from '../numbers/because.js'
import { FigureButton, type Explained } from '../explain/explanation.js'

export interface TableCell {
  readonly text: string
  readonly figure?: Explained | undefined
  /** Why there is no figure. */
  readonly because?: string | undefined
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
  const reasons = new Set(rows.flatMap(({ cells }) => cells.flatMap(({ because }) => because ?? [])))
  return (
    <>
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
                {cells.map(
                  (
                    { text, figure, because, note, title = because && becauseInWords(because), className },
                    index,
                  ) => (
                    <td
                      key={columns[index + 1]}
                      title={title}
                      className={index < words ? 'words' : className}
                    >
                      {figure ? <FigureButton figure={figure}>{text}</FigureButton> : text}
                      {because && <span className="unseen">{becauseInWords(because)}</span>}
                      {note}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {[...reasons].map((because) => (
        <p className="note" aria-hidden="true" key={because}>
          – {becauseInWords(because)}
        </p>
      ))}
    </>
  )
}
