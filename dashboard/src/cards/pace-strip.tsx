import type { PlanPace } from '../api/answers.js'
import { Link } from '../address/link.js'
import { pathOf } from '../address/address.js'
import { monthInWords } from '../calendar/words.js'
import { FigureButton } from '../explain/explanation.js'
import { formatted } from '../numbers/format.js'
import { toldFigures } from '../plan/pace-figures.js'

/** How the month stands against its plans, with a way to the plan's own page. */
export function PaceStrip({ paces }: { paces: readonly PlanPace[] }) {
  return paces.map((pace) => (
    <section key={pace.plan} className="panel pace" aria-label={pace.label}>
      <header className="panel-head">
        <h2>
          {pace.label} · {monthInWords(pace.month)}
        </h2>
        <div className="tools">
          <Link href={pathOf(['plans', pace.plan], new URLSearchParams({ month: pace.month }))}>
            The plan, day by day
          </Link>
        </div>
      </header>
      {'because' in pace ? (
        <p className="note">{pace.because}</p>
      ) : (
        <dl className="pace-figures">
          {toldFigures(pace.figures).map(({ name, label, value, format }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                <FigureButton
                  figure={{
                    kind: 'pace',
                    title: label,
                    figure: name,
                    plan: {
                      name: pace.plan,
                      question: { month: pace.month, ...(pace.stored && { asOf: pace.saidAt }) },
                    },
                  }}
                >
                  {formatted(value, format)}
                </FigureButton>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  ))
}
