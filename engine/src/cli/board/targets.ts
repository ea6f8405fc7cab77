import type { BoardAnswer } from '../../boards/board-answer.js'
import { formatted } from '../../metrics/format.js'
import { tableWidth, textTable, type TextRow } from '../text-table.js'
import { bar } from './blocks.js'
import type { Screen } from './screen.js'

/** What was to be reached and how much of it was, by metric and value, as lines; why not where it cannot be said. */
export function targetLines(
  { targets, cards, elapsed, complete }: BoardAnswer,
  screen: Screen,
): readonly string[] {
  const { bold, dim, green } = screen.colours
  if (targets === null) return []
  if ('because' in targets) return [dim(`Targets are set by the ${targets.grain}: ask for one to see them.`)]
  if (targets.rows.length === 0) return [dim(`No targets are set for ${targets.period}.`)]
  const names = new Map(cards.map((card) => [card.metric, card]))
  const row = ({
    metric,
    of,
    value,
    target,
    achieved,
    state,
    achievedToDate,
  }: (typeof targets.rows)[number]): TextRow => {
    const format = names.get(metric)?.format ?? { as: 'number', decimals: 2 }
    const isWhole = of === null
    return [
      {
        text: isWhole ? (names.get(metric)?.label ?? metric) : `  ${of}`,
        ...(isWhole ? { paint: bold } : {}),
      },
      { text: formatted(value, format) },
      { text: formatted(target, format), paint: dim },
      { text: percentOf(achieved), ...(state === 'behind' ? {} : { paint: green }) },
      ...(complete ? [] : [{ text: percentOf(achievedToDate) }]),
      { text: achieved === null ? '' : bar(Number(achieved) / 100, 10), paint: dim },
    ]
  }
  const right = (header: string) => ({ header, align: 'right' as const })
  const columns = [
    { header: `Targets of ${targets.period}`, align: 'left' as const },
    right('reached'),
    right('target'),
    right('share'),
    ...(complete ? [] : [right(`of ${elapsed.days}/${elapsed.of} days`)]),
    { header: '', align: 'left' as const },
  ]
  const table = { columns, rows: targets.rows.map(row) }
  const isTooWide = tableWidth(table) > screen.width
  const shown = isTooWide
    ? { columns: columns.slice(0, -1), rows: table.rows.map((cells) => cells.slice(0, -1)) }
    : table
  return textTable(shown, screen.colours).trimEnd().split('\n')
}

function percentOf(share: string | null): string {
  return formatted(share, { as: 'percent', decimals: 1 })
}
