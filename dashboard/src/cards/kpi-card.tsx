import type { ReactNode } from 'react'
import { ExplainButton, FigureButton, type Explained } from '../explain/explanation.js'
import { becauseInWords } from '../numbers/because.js'
import type { Figure } from '../numbers/figure.js'
import { compact, formatted, targetFormat, type Format } from '../numbers/format.js'
import { stateInWords } from '../numbers/state.js'
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
  readonly beforeData?: string | undefined
  readonly averagePerDay?: Figure | null
  readonly target?: Target | null
  readonly sparkline?: readonly (Figure | null)[] | undefined
  readonly figure: Explained
  readonly children?: ReactNode
}

const shares: Format = { as: 'percent', decimals: 1 }

/** The most characters that are written large. */
const longest = 12

/** One metric: its value, the earlier one, the change, how it went, and what it is to reach. */
export function KpiCard(props: KpiCardProps) {
  const { label, description, format, value, because, target, sparkline } = props
  return (
    <li className="card">
      <div className="card-head">
        <h3 title={description ?? label}>{label}</h3>
        {props.change !== undefined && (
          <Change change={props.change} because={props.noChangeBecause} beforeData={props.beforeData} />
        )}
      </div>
      <p className={`card-value ${formatted(value, format).length > longest ? 'long' : ''}`}>
        <FigureButton figure={props.figure}>{formatted(value, format)}</FigureButton>
      </p>
      {value === null && because ? (
        <p className="card-note reason">{becauseInWords(because)}</p>
      ) : (
        <Besides {...props} />
      )}
      {props.children}
      <div className="card-foot">
        {sparkline && <Sparkline values={sparkline} />}
        {target?.target != null && (
          <TargetShare target={target} format={format} label={label} value={value} />
        )}
      </div>
    </li>
  )
}

/** What it was, and what it comes to a day; the change says already where there is no earlier value. */
function Besides({ previous, change, noChangeBecause, averagePerDay = null, format }: KpiCardProps) {
  if (previous === undefined) return null
  const isSaid =
    change === null && (noChangeBecause === 'no-previous-value' || noChangeBecause === 'before-data')
  const words = [
    ...(previous !== null ? [`was ${shortly(previous, format)}`] : isSaid ? [] : ['no earlier value']),
    ...(averagePerDay === null ? [] : [`${compact(averagePerDay, format)} a day`]),
  ]
  if (words.length === 0) return null
  return (
    <p className="card-note" title={previous === null ? undefined : `was ${formatted(previous, format)}`}>
      {words.join(' · ')}
    </p>
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
function TargetShare({ target, format, label, value }: TargetShareProps) {
  const { achieved, state, surplus } = target
  const aim = targetFormat(format, target)
  const isReached = state === 'met' || state === 'ahead'
  const percent = achieved === null ? (isReached ? 100 : 0) : Number(achieved)
  const share = state === null ? '–' : achieved === null ? stateInWords[state] : formatted(achieved, shares)
  return (
    <>
      <ExplainButton
        className={isReached ? 'target reached' : 'target'}
        figure={{
          kind: 'stated',
          title: `Achieved, ${label}`,
          value: share,
          formula: formulaOf(target),
          facts: [
            { says: 'Value', value: formatted(value, format) },
            { says: 'Target', value: formatted(target.target, aim) },
            ...(state === null ? [] : [{ says: 'State', value: stateInWords[state] }]),
            ...(state === 'ahead' ? [{ says: 'Surplus', value: formatted(surplus, format) }] : []),
          ],
        }}
      >
        {state === null ? (
          <span>target {compact(target.target, aim)}, not compared</span>
        ) : (
          <>
            <b>{share}</b>
            <span>of {compact(target.target, aim)}</span>
          </>
        )}
        {state === 'ahead' && <span className="surplus">{compact(surplus, format)} ahead</span>}
      </ExplainButton>
      <div className="target-bar" aria-hidden="true">
        <span
          className={isReached ? 'reached' : ''}
          style={{ inlineSize: `${Math.max(0, Math.min(100, percent))}%` }}
        />
      </div>
    </>
  )
}

function formulaOf({ because, achieved }: Target): string {
  if (because !== undefined) return becauseInWords(because)
  return achieved === null
    ? 'value beside the target: no share of a target of 0 or below'
    : 'value ÷ target of the whole period'
}
