import type { BoardAnswer } from '../../boards/board-answer.js'
import type { NoShare, TargetRow } from '../../boards/targets.js'
import type { Format } from '../../measures/described.js'
import { formatOfCurrency } from '../../metrics/currency-format.js'
import { formatted } from '../../metrics/format.js'
import type { Paint } from '../colours.js'
import { tableWidth, textTable, visible, wrapped, type TextCell, type TextRow } from '../text-table.js'
import { bar } from './blocks.js'
import type { Screen } from './screen.js'

/** What was to be reached and how much of it was, by metric and value, as lines; why not where it cannot be said. */
export function targetLines({ targets, elapsed, complete }: BoardAnswer, screen: Screen): readonly string[] {
  const { bold, dim, green } = screen.colours
  if (targets === null) return []
  if ('because' in targets) return [dim(`Targets are set by the ${targets.grain}: ask for one to see them.`)]
  if (targets.rows.length === 0) return [dim(`No targets are set for ${targets.period}.`)]
  const row = (each: TargetRow): TextRow => {
    const { achieved, state, achievedToDate, value, target } = each
    return [
      headOf(each, bold),
      value === null ? absent(each, dim) : { text: formatted(value, each.format) },
      target === null ? absent(each, dim) : { text: formatted(target, targetFormat(each)), paint: dim },
      { text: percentOf(achieved), ...(state === 'met' || state === 'ahead' ? { paint: green } : {}) },
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
  const rows = targets.rows.flatMap((each, at) => {
    const isHeadless = each.of !== null && targets.rows[at - 1]?.metric !== each.metric
    return [...(isHeadless ? [[headOf({ ...each, of: null }, bold)]] : []), row(each)]
  })
  const table = { columns, rows: rows.map((cells) => columns.map((_, at) => cells[at] ?? { text: '' })) }
  const isTooWide = tableWidth(table) > screen.width
  const shown = isTooWide
    ? { columns: columns.slice(0, -1), rows: table.rows.map((cells) => cells.slice(0, -1)) }
    : table
  return [
    ...textTable(shown, screen.colours).trimEnd().split('\n'),
    ...targets.rows
      .flatMap((each) => otherCurrency(each))
      .flatMap((says) => wrapped(`– ${says}`, screen.width).map(dim)),
  ]
}

function headOf({ of, label }: TargetRow, bold: Paint): TextCell {
  return of === null ? { text: visible(label), paint: bold } : { text: `  ${visible(of)}` }
}

/** Why there is no amount, in the place of it. */
function absent({ because }: TargetRow, dim: Paint): TextCell {
  return { text: because === undefined ? '–' : shortReason[because], paint: dim }
}

const shortReason: Readonly<Record<NoShare, string>> = {
  'several-currencies': 'several currencies',
  'other-currency': 'another currency',
  'denominator-is-zero': 'nothing to divide by',
  'not-known-yet': 'not known yet',
  'still-to-come': 'still to come',
}

/** A target's own format: it may be in another currency than the value. */
export function targetFormat({
  format,
  targetCurrency,
}: Pick<TargetRow, 'format' | 'targetCurrency'>): Format {
  return formatOfCurrency(format, targetCurrency)
}

/** That a target is not compared with its value, as a sentence. */
function otherCurrency({ because, label, of, targetCurrency = '', currency }: TargetRow): readonly string[] {
  if (because !== 'other-currency') return []
  const value =
    currency === null || currency === undefined ? 'of rows that do not say theirs' : `in ${currency}`
  return [
    `${visible(of === null ? label : `${label}, ${of}`)}: the target is in ${visible(targetCurrency)}, the value ${visible(value)}: they are not compared.`,
  ]
}

function percentOf(share: string | null): string {
  return formatted(share, { as: 'percent', decimals: 1 })
}
