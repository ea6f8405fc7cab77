import stringWidth from 'string-width'
import type { Card } from '../../boards/board-answer.js'
import { formatted } from '../../metrics/format.js'
import { beforeDataMark } from '../answer-notes.js'
import { shortened } from '../text-table.js'
import { bar, drawable, sparkline } from './blocks.js'
import { compact } from './compact-number.js'
import type { Screen } from './screen.js'
import { targetFormat } from './targets.js'

const gap = '   '
const narrowest = 23
const mostAcross = 5

/** The cards in a grid, as many across as the screen takes; each line without its end. */
export function cardLines(cards: readonly Card[], screen: Screen): readonly string[] {
  const across = Math.max(
    1,
    Math.min(mostAcross, Math.floor((screen.width + gap.length) / (narrowest + gap.length))),
  )
  const width = Math.floor((screen.width + gap.length) / across) - gap.length
  const rows = Array.from({ length: Math.ceil(cards.length / across) }, (_, row) =>
    cards.slice(row * across, (row + 1) * across),
  )
  return rows.flatMap((row) => {
    const drawn = row.map((card) => cardOf(card, width, screen))
    return [
      ...[0, 1, 2, 3, 4].flatMap((line) =>
        side(
          drawn.map((each) => each[line] ?? ''),
          width,
        ),
      ),
      '',
    ]
  })
}

/** Lines side by side; nothing where all are empty. */
function side(lines: readonly string[], width: number): readonly string[] {
  if (lines.every((line) => line.trim() === '')) return []
  return [
    lines
      .map((line) => line + ' '.repeat(Math.max(0, width - stringWidth(line))))
      .join(gap)
      .trimEnd(),
  ]
}

function cardOf(card: Card, width: number, { colours }: Screen): readonly string[] {
  const { bold, dim, cyan } = colours
  const value = formatted(card.value, card.format)
  return [
    dim(shortened(card.label, width)),
    apart(bold(value) + flagOf(card, colours), changeOf(card, colours), width),
    dim(shortened(besides(card, width), width)),
    card.sparkline === null ? '' : cyan(sparkline(drawable(card.sparkline.values), width)),
    targetOf(card, width, colours),
  ]
}

/** Two texts at the ends of a line; the second is left out where both do not fit. */
function apart(left: string, right: string, width: number): string {
  const room = width - stringWidth(left) - stringWidth(right)
  return room < 1 ? left : left + ' '.repeat(room) + right
}

function flagOf({ flag }: Card, { yellow }: Screen['colours']): string {
  return flag === undefined ? '' : yellow(' !')
}

function changeOf({ change, noChangeBecause, beforeData }: Card, colours: Screen['colours']): string {
  const { green, yellow, dim } = colours
  const mark = beforeData === undefined ? '' : dim(` ${beforeDataMark}`)
  if (change === null) return dim(noChangeBecause === 'previous-is-zero' ? 'from 0' : '–') + mark
  const size = Math.abs(Number(change))
  const text = `${size >= 1000 ? compact(String(size), { as: 'number', decimals: 0 }) : size.toFixed(1)}%`
  if (Number(change) === 0) return dim(`= ${text}`) + mark
  return (change.startsWith('-') ? yellow(`▼ ${text}`) : green(`▲ ${text}`)) + mark
}

/** What it was, and what it comes to a day; the second only where both fit. */
function besides({ previous, averagePerDay, format }: Card, width: number): string {
  const was = `was ${compact(previous, format)}`
  if (averagePerDay === null) return was
  const average = format.as === 'number' ? { ...format, decimals: 1 } : format
  const both = `${was} · ${compact(averagePerDay, average)} a day`
  return stringWidth(both) <= width
    ? both
    : `${was} · ${compact(averagePerDay, { as: 'number', decimals: 1 })}/day`
}

function targetOf({ target, format }: Card, width: number, { dim }: Screen['colours']): string {
  if (target === null || target.target === null) return ''
  const aim = compact(target.target, targetFormat({ format, ...target }))
  if (target.state === null) return dim(shortened(`target ${aim}, not compared`, width))
  if (target.achieved === null) return dim(`${target.state === 'behind' ? 'below' : 'has reached'} ${aim}`)
  const says = ` ${Math.round(Number(target.achieved))}% of ${aim}`
  const room = width - stringWidth(says)
  if (room < 4) return dim(says.trim())
  const filled = bar(Number(target.achieved) / 100, room)
  return filled + dim('·'.repeat(Math.max(0, room - stringWidth(filled)))) + dim(says)
}
