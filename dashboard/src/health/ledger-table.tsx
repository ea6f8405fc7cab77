import type { LedgerEntry } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { daysIn, type Day } from '../calendar/day.js'
import { momentInWords } from '../calendar/moment.js'
import { dayInWords } from '../calendar/words.js'
import { FileButton } from '../download/file-button.js'
import { saveCsv } from '../download/save.js'
import { formatted } from '../numbers/format.js'
import { Panel } from '../shell/page.js'
import { FigureTable } from '../tables/figure-table.js'

/** What is kept in the warehouse: how much, for which days, and since when. */
export function LedgerTable({ entries, today }: { entries: readonly LedgerEntry[]; today: Day }) {
  const { timeZone } = useProject().calendar
  if (entries.length === 0) {
    return (
      <Panel title="What is built">
        <p className="empty">Nothing yet. Press “Build now”, or run `daymark build`.</p>
      </Panel>
    )
  }
  return (
    <Panel
      title="What is built"
      tools={
        <FileButton
          of="What is built"
          as="CSV"
          onClick={() => {
            saveCsv('builds', {
              columns: ['thing', 'rows', 'first_day', 'last_day', 'built_at'],
              rows: entries.map(({ thing, rows, firstDay, lastDay, builtAt }) => [
                thing,
                rows,
                firstDay,
                lastDay,
                builtAt,
              ]),
            })
          }}
        />
      }
    >
      <FigureTable
        caption="What is built"
        words={1}
        columns={['Thing', 'Kind', 'Rows', 'First day', 'Last day', 'Freshness', 'Built']}
        rows={entries.map(({ thing, rows, firstDay, lastDay, builtAt }) => {
          const [kind = '', ...name] = thing.split(' ')
          return {
            key: thing,
            head: name.join(' '),
            cells: [
              { text: kind },
              { text: kind === 'model' ? '–' : formatted(rows, { as: 'number', decimals: 0 }) },
              { text: firstDay === null ? '–' : dayInWords(firstDay) },
              { text: lastDay === null ? '–' : dayInWords(lastDay) },
              { text: lastDay === null ? '–' : freshness(lastDay, today) },
              { text: momentInWords(builtAt, timeZone) },
            ],
          }
        })}
      />
    </Panel>
  )
}

function freshness(lastDay: Day, today: Day): string {
  const behind = daysIn({ from: lastDay, to: today }) - 1
  if (behind <= 0) return 'up to today'
  return behind === 1 ? '1 day behind' : `${behind.toLocaleString('en')} days behind`
}
