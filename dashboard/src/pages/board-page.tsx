import { useEffect, useMemo } from 'react'
import { chosenDays, daysInAddress, filtersIn, writtenFilters } from '../address/address.js'
import { useAddress, goTo } from '../address/use-address.js'
import { addressWith } from '../address/address.js'
import type { BoardAnswer, Question } from '../api/answers.js'
import { useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { usualMonth } from '../calendar/usual-days.js'
import { comparedInWords, rangeInWords } from '../calendar/words.js'
import { BoardCards } from '../cards/board-cards.js'
import { ChartPanel } from '../charts/chart-panel.js'
import { boardChart } from '../charts/board-chart.js'
import { ComparePicker, usualComparison } from '../controls/compare-picker.js'
import { FilterPicker } from '../controls/filter-picker.js'
import { RangePicker } from '../controls/range-picker.js'
import { AnswerNotes } from '../shell/answer-notes.js'
import { DataNotices } from '../shell/data-notices.js'
import { Page } from '../shell/page.js'
import { Problem } from '../shell/problem.js'
import { Skeleton } from '../shell/skeleton.js'
import { TodayCounted } from '../shell/today-counted.js'
import { BoardTable } from '../tables/board-table.js'
import { TargetTable } from '../tables/target-table.js'
import { PaceStrip } from '../cards/pace-strip.js'

/** A board: cards, what they are to reach, charts, and the figures by a dimension. */
export function BoardPage({ name }: { name: string }) {
  const meta = useProject()
  const { address, change } = useAddress()
  const chosen = chosenDays(address)
  const filters = useMemo(() => filtersIn(address), [address])
  const compare = address.search.get('compare') ?? usualComparison
  useEffect(() => {
    if (chosen === undefined) goTo(addressWith(address, { period: usualMonth(meta) }), { replace: true })
  }, [chosen, address, meta])
  const question: Omit<Question, 'metrics'> = {
    ...chosen,
    compare,
    ...(filters.length > 0 && { where: filters }),
  }
  const asked = useAnswer<BoardAnswer>(chosen && { get: 'board', name, question })
  const { answer, error, isStale, retry } = asked
  const board = answer?.board === name ? answer : undefined
  const declared = meta.boards.find((each) => each.name === name)
  const cards = board?.cards.map(({ metric }) => metric) ?? []
  const dimensions = sharedDimensions(meta, [...cards, ...(board?.charts.flatMap(metricsOf) ?? [])])
  return (
    <Page
      title={declared?.title ?? name}
      says={board && <BoardSays board={board} />}
      controls={
        chosen && (
          <>
            <RangePicker
              chosen={chosen}
              asked={
                board?.asked ??
                ('from' in chosen ? chosen : { from: `${usualMonth(meta)}-01`, to: meta.calendar.today })
              }
              onChoose={(days) => {
                change(daysInAddress(days))
              }}
            />
            <ComparePicker
              rules={meta.comparisons}
              otherNames={meta.comparisonNames}
              chosen={compare}
              onChoose={(rule) => {
                change({ compare: rule === usualComparison ? null : rule })
              }}
            />
            {board && cards[0] !== undefined && (
              <FilterPicker
                dimensions={dimensions}
                filters={filters}
                metric={cards[0]}
                days={board.asked}
                onChoose={(next) => {
                  change({ where: writtenFilters(next) })
                }}
              />
            )}
          </>
        )
      }
    >
      {error && (
        <Problem
          error={error}
          onRetry={retry}
          usual={addressWith(address, daysInAddress({ period: usualMonth(meta) }))}
          {...(board && { kept: 'Below is what was read before.' })}
        />
      )}
      {board === undefined && error === undefined && <Skeleton cards={12} charts={4} />}
      {board && (
        <div className={isStale ? 'stale' : ''} aria-busy={isStale}>
          <DataNotices counted={board} comparison={board.comparison} />
          <AnswerNotes of={[board]} />
          <PaceStrip board={board} />
          <BoardCards board={board} question={question} />
          <div className="charts">
            {board.charts.map((chart) => (
              <ChartPanel key={chart.title} data={boardChart(chart, question)} />
            ))}
          </div>
          {board.targets && 'rows' in board.targets && board.targets.rows.length > 0 && (
            <TargetTable board={board} question={question} />
          )}
          {dimensions.length > 0 && <BoardTable board={board} question={question} dimensions={dimensions} />}
        </div>
      )}
    </Page>
  )
}

function BoardSays({ board }: { board: BoardAnswer }) {
  const { range, complete, elapsed, comparison, cohorts } = board
  return (
    <>
      <b>{rangeInWords(range)}</b>
      {!complete && `, ${elapsed.days} of ${elapsed.of} days so far`} against{' '}
      <b>{comparedInWords(comparison)}</b>
      <TodayCounted counted={board} />
      <span className="aside"> · cohorts look back to {cohorts.says}</span>
    </>
  )
}

function metricsOf({ series }: BoardAnswer['charts'][number]): readonly string[] {
  return series.map(({ metric }) => metric)
}

/** The dimensions that all of some metrics have. */
function sharedDimensions(
  { metrics }: ReturnType<typeof useProject>,
  names: readonly string[],
): readonly string[] {
  const [first, ...others] = names.map(
    (name) => metrics.find((metric) => metric.name === name)?.dimensions ?? [],
  )
  return (first ?? []).filter((dimension) => others.every((dimensions) => dimensions.includes(dimension)))
}
