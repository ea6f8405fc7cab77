import type { PlanReport } from '../api/answers.js'
import { FigureButton, type AskedPlan } from '../explain/explanation.js'
import { drawn } from '../numbers/figure.js'
import { compact, formatted } from '../numbers/format.js'
import { Panel } from '../shell/page.js'
import { isOver, neededOver, paceExplained, toldFigures } from './pace-figures.js'
import { planWord } from './words.js'

/** How the month stands: a bar from nothing to its target, and the figures behind it. */
export function PacePanel({ report, plan }: { report: PlanReport; plan: AskedPlan }) {
  const figure = (name: string) => report.pace.find((each) => each.name === name)
  const { monthEnd } = report
  return (
    <Panel title="Pace" className="pace">
      <PaceBar report={report} />
      <dl className="pace-figures">
        {toldFigures(report.pace).map((each) => (
          <div key={each.name}>
            <dt>{each.label}</dt>
            <dd>
              <FigureButton figure={paceExplained(each, report, plan)}>
                {formatted(each.value, each.format)}
              </FigureButton>
            </dd>
            {each.name === 'projectedEnd' && (
              <dd className="card-note">
                {monthEnd.low !== null && monthEnd.high !== null
                  ? `${compact(monthEnd.low, each.format)} – ${compact(monthEnd.high, each.format)}, 8 times out of 10`
                  : monthEnd.because && planWord(monthEnd.because)}
              </dd>
            )}
            {each.name === 'neededPerDay' && <dd className="card-note">{neededOver(report.pace)}</dd>}
            {each.name === 'achieved' && !isOver(report.pace) && figure('achievedAgainstPlan') && (
              <dd className="card-note">
                {formatted(figure('achievedAgainstPlan')?.value, { as: 'percent', decimals: 1 })} of the plan
                to date
              </dd>
            )}
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function PaceBar({ report: { pace, target, monthEnd, metric } }: { report: PlanReport }) {
  const valueOf = (name: string) => drawn(pace.find((each) => each.name === name)?.value) ?? 0
  const whole = Number(target)
  const end = isOver(pace) ? 0 : (drawn(monthEnd.value) ?? 0)
  const most = Math.max(whole, drawn(monthEnd.high) ?? end, valueOf('achieved')) * 1.03 || 1
  const at = (value: number) => `${((100 * Math.max(0, value)) / most).toFixed(2)}%`
  const [low, high] = [drawn(monthEnd.low) ?? end, drawn(monthEnd.high) ?? end]
  return (
    <div className="pace-bar" aria-hidden="true">
      <div className="pace-track">
        {end > 0 && <span className="pace-end" style={{ inlineSize: at(end) }} />}
        <span className="pace-done" style={{ inlineSize: at(valueOf('achieved')) }} />
        {high > low && (
          <span className="pace-range" style={{ insetInlineStart: at(low), inlineSize: at(high - low) }} />
        )}
        {!isOver(pace) && (
          <span className="pace-mark" style={{ insetInlineStart: at(valueOf('planToDate')) }} />
        )}
        <span className="pace-mark goal" style={{ insetInlineStart: at(whole) }} />
      </div>
      <ul className="legend">
        <li>
          <span className="swatch bar done" />
          Achieved {compact(valueOf('achieved'), metric.format)}
        </li>
        {!isOver(pace) && (
          <li>
            <span className="swatch mark" />
            Plan to date {compact(valueOf('planToDate'), metric.format)}
          </li>
        )}
        {end > 0 && (
          <li>
            <span className="swatch bar end" />
            Projected end {compact(end, metric.format)}
          </li>
        )}
        <li>
          <span className="swatch mark goal" />
          Target {compact(target, metric.format)}
        </li>
      </ul>
    </div>
  )
}
