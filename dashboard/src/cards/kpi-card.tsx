import type { ReactNode } from 'react'
import { ExplainButton, FigureButton, type Explained } from '../explain/explanation.js'
import { becauseInWords } from '../numbers/because.js'
import type { Figure } from '../numbers/figure.js'
import { compact, formatted, type Format } from '../numbers/format.js'
import type { Target } from '../api/answers.js'
import { Change } from './change.js'
import { Sparkline } from './sparkline.js'

interface KpiCardProps {
  readonly label: string
  readonly description?: string | undefined
  readonly format: Format
  readonly value: Figure | null
  readonly because?: string | undefined
  readonly previous?: Figure | null | undefined
  readonly change?: Figure | null | undefined
  readonly noChangeBecause?: string | undefined
  readonly averagePerDay?: Figure | null
  readonly target?: Target | null
  readonly sparkline?: readonly (Figure | null)[] | undefined
  readonly figure: Explained
  readonly children?: ReactNode
}

/** The most characters that are written large. */
const longest = 12

/** One metric: its value, the earlier one, the change, how it went, and what it is to reach. */
export function KpiCard(props: KpiCardProps) {
  const { label, description, format, value, because, previous, averagePerDay, target, sparkline } = props
  return (
    <li className="card">
      <div className="card-head">
        <h3 title={description ?? label}>{label}</h3>
        {props.change !== undefined && <Change change={props.change} because={props.noChangeBecause} />}
      </div>
      <p className={`card-value ${formatted(value, format).length > longest ? 'long' : ''}`}>
        <FigureButton figure={props.figure}>{formatted(value, format)}</FigureButton>
      </p>
      {value === null && because ? (
        <p className="card-note">{becauseInWords(because)}</p>
      ) : (
        previous !== undefined && (
          <p className="card-note" title={`was ${formatted(previous, format)}`}>
            was {shortly(previous, format)}
            {averagePerDay !== null && averagePerDay !== undefined && (
              <> · {compact(averagePerDay, format)} a day</>
            )}
          </p>
        )
      )}
      {props.children}
      <div className="card-foot">
        {sparkline && <Sparkline values={sparkline} />}
        {target && <TargetShare target={target} format={format} label={label} value={value} />}
      </div>
    </li>
  )
}

/** A value in full where it is short, else in few characters. */
function shortly(value: Figure | null, format: Format): string {
  const full = formatted(value, format)
  return full.length > 9 ? compact(value, format) : full
}

interface TargetShareProps extends Pick<KpiCardProps, 'label' | 'format' | 'value'> {
  readonly target: Target
}

/** How far a value has come towards its target, in words and as a bar along the card. */
function TargetShare({ target: { target, achieved }, format, label, value }: TargetShareProps) {
  const percent = achieved === null ? null : Number(achieved)
  const width = percent === null ? 0 : Math.max(0, Math.min(100, percent))
  const share = percent === null ? '–' : `${percent.toFixed(1)}%`
  return (
    <>
      <ExplainButton
        className="target"
        figure={{
          kind: 'stated',
          title: `Achieved, ${label}`,
          value: share,
          formula: 'value ÷ target of the whole period',
          facts: [
            { says: 'Value', value: formatted(value, format) },
            { says: 'Target', value: formatted(target, format) },
          ],
        }}
      >
        <b>{share}</b>
        <span>of {compact(target, format)}</span>
      </ExplainButton>
      <div className="target-bar" aria-hidden="true">
        <span
          className={percent !== null && percent >= 100 ? 'reached' : ''}
          style={{ inlineSize: `${width}%` }}
        />
      </div>
    </>
  )
}
