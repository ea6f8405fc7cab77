import type { BoardAnswer, PlanPace } from '../api/answers.js'
import { Link } from '../address/link.js'
import { pathOf } from '../address/address.js'
import { clockInWords } from '../calendar/moment.js'
import { monthInWords } from '../calendar/words.js'
import { FigureButton } from '../explain/explanation.js'
import { formatted } from '../numbers/format.js'
import { neededOver, toldFigures } from '../plan/pace-figures.js'
import { Notice } from '../shell/notice.js'

/** How the month stands against a board's plans, with a way to each plan's own page. */
export function PaceStrip({ board }: { board: BoardAnswer }) {
  return board.plans.map((pace) => (
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
      {'because' in pace ? <p className="note">{pace.because}</p> : <Paced pace={pace} board={board} />}
    </section>
  ))
}

type SaidPace = Extract<PlanPace, { figures: unknown }>

function Paced({ pace, board }: { pace: SaidPace; board: BoardAnswer }) {
  return (
    <>
      <p className="note">{momentOf(pace, board)}</p>
      {pace.notices.map((notice) => (
        <Notice key={notice}>{notice}</Notice>
      ))}
      <dl className="pace-figures">
        {toldFigures(pace.figures).map(({ name, label, value, format }) => (
          <div key={name}>
            <dt>{label}</dt>
            <dd className={name === 'surplus' ? 'reached' : undefined}>
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
            {name === 'neededPerDay' && <dd className="card-note">{neededOver(pace.figures)}</dd>}
          </div>
        ))}
      </dl>
    </>
  )
}

/** Up to when a plan counts, and where cards count up to another moment. */
function momentOf({ metric, saidAt, stored }: SaidPace, { until, range, asOf }: BoardAnswer): string {
  const said = `${metric.label} as of ${clockInWords(saidAt)}${stored ? ', when it was last built' : ''}`
  const isOfToday = range.to === asOf
  if (!isOfToday || until?.slice(0, 16) === saidAt.slice(0, 16)) return `${said}.`
  return until === null
    ? `${said}. The cards count all of today's rows.`
    : `${said}. The cards count rows up to ${until.slice(11, 16)}.`
}
