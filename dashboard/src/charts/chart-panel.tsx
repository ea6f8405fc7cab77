import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'
import { FileButton } from '../download/file-button.js'
import { saveCsv, savePicture } from '../download/save.js'
import { FigureTable } from '../tables/figure-table.js'
import { becauseInWords } from '../numbers/because.js'
import { chartCsv, tableColumns, tableRows, whyEmpty, type ChartData } from './chart-data.js'
import type { Picture } from './drawn-chart.js'

const DrawnChart = lazy(() => import('./drawn-chart.js'))

interface ChartPanelProps {
  readonly data: ChartData
  readonly className?: string
  /** Pixels. */
  readonly height?: number
  /** What can be chosen of it. */
  readonly tools?: ReactNode
  /** What a reader should know of it. */
  readonly notes?: ReactNode
}

/** A chart with its legend, the table that says the same, and both as files. */
export function ChartPanel({ data, className, height = 260, tools, notes }: ChartPanelProps) {
  const [isTable, setTable] = useState(false)
  const picture = useRef<Picture>(null)
  const { title } = data
  const gaps = whyEmpty(data)
  const isEmpty = gaps.length > 0
  const saveImage = () => {
    if (picture.current) void savePicture(title, picture.current.png(title))
  }
  return (
    <figure className={`panel chart ${className ?? ''}`} aria-label={title}>
      <figcaption className="panel-head">
        <h2>{title}</h2>
        <div className="tools">
          {tools}
          <button
            type="button"
            className="button small"
            aria-pressed={isTable}
            onClick={() => {
              setTable(!isTable)
            }}
          >
            Table
          </button>
          <FileButton
            of={title}
            as="CSV"
            onClick={() => {
              saveCsv(title, chartCsv(data))
            }}
          />
          <FileButton of={title} as="PNG" isDisabled={isTable || isEmpty} onClick={saveImage} />
        </div>
      </figcaption>
      {notes}
      {data.held !== undefined && <p className="note">Counted {data.held}.</p>}
      {isEmpty ? (
        <p className="empty" style={{ minBlockSize: height }}>
          {gaps.map((why) => (why === 'no-rows' ? noRows : becauseInWords(why))).join(' ')}
        </p>
      ) : isTable ? (
        <FigureTable caption={title} columns={tableColumns(data)} rows={tableRows(data, true)} />
      ) : (
        <>
          <Legend data={data} />
          <Suspense fallback={<div className="skeleton" style={{ blockSize: height }} />}>
            <DrawnChart ref={picture} data={data} height={height} />
          </Suspense>
          <HiddenTable data={data} />
        </>
      )}
    </figure>
  )
}

const noRows = 'The data have no rows for these days. Choose other days, or take a filter out.'

function Legend({ data: { series, band } }: { data: ChartData }) {
  if (series.length < 2 && band === undefined) return null
  return (
    <ul className="legend" aria-hidden="true">
      {series.map(({ name, colour, as, isDashed, isFaint }) => (
        <li key={name}>
          <span
            className={`swatch ${as} ${isDashed ? 'dashed' : ''} ${isFaint ? 'faint' : ''}`}
            style={{ '--swatch': colour } as React.CSSProperties}
          />
          {name}
        </li>
      ))}
      {band && (
        <li>
          <span className="swatch bar faint" style={{ '--swatch': band.colour } as React.CSSProperties} />
          {band.name}
        </li>
      )}
    </ul>
  )
}

/** What the picture shows, for those who do not see it. */
function HiddenTable({ data }: { data: ChartData }) {
  return (
    <div className="unseen">
      <table>
        <caption>{data.title}</caption>
        <thead>
          <tr>
            {tableColumns(data).map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tableRows(data, false).map(({ key, head, cells }) => (
            <tr key={key}>
              <th scope="row">{head}</th>
              {cells.map(({ text, because }, index) => (
                <td key={index}>{because ? `${text} ${becauseInWords(because)}` : text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
