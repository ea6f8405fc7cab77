import type { BoardAnswer, Question } from '../api/answers.js'
import { labelOf } from '../api/project.js'
import { FileButton } from '../download/file-button.js'
import { saveCsv } from '../download/save.js'
import { KpiCard } from './kpi-card.js'

interface BoardCardsProps {
  readonly board: BoardAnswer
  readonly question: Omit<Question, 'metrics'>
}

/** All cards of a board, and the same as a file. */
export function BoardCards({ board, question }: BoardCardsProps) {
  if (board.cards.length === 0) return null
  const download = () => {
    saveCsv(`${board.board} ${board.asked.period ?? `${board.asked.from} ${board.asked.to}`}`, {
      columns: ['metric', 'value', 'previous', 'change', 'average_per_day', 'target', 'achieved'],
      rows: board.cards.map((card) => [
        card.metric,
        card.value,
        card.previous,
        card.change,
        card.averagePerDay,
        card.target?.target,
        card.target?.achieved,
      ]),
    })
  }
  return (
    <section aria-label="Figures">
      <div className="section-head">
        <h2>Figures</h2>
        <FileButton of="Figures" as="CSV" onClick={download} />
      </div>
      <ul className="cards">
        {board.cards.map((card) => {
          const label = labelOf({ name: card.metric, label: card.label })
          return (
            <KpiCard
              key={card.metric}
              {...card}
              label={label}
              sparkline={card.sparkline?.values}
              figure={{
                kind: 'asked',
                title: label,
                metric: card.metric,
                question: { metrics: [card.metric], ...question },
              }}
            />
          )
        })}
      </ul>
    </section>
  )
}
