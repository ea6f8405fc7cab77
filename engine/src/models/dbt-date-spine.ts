import { Temporal } from 'temporal-polyfill'
import { callable } from '../templates/arguments.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import type { Callable } from '../templates/values.js'
import { textOf } from '../templates/values.js'
import type { TemplateRun } from './model-template.js'
import { spellingOf } from '../sql/spelling.js'

const name = 'dbt_utils.date_spine'

/** How many parts are made at most, written as rows or made of digits. */
const most = { rows: 2000, digits: 5 }

/**
 * A query of days, weeks, months, quarters or years from a first to before a last, as dates in `date_day`, `date_week` and
 * so on. Days and weeks may lie between any dates of SQL; longer parts between dates that are written out.
 */
export function dateSpine({ scope: { writtenIn } }: TemplateRun): Callable {
  return callable(
    name,
    { needs: ['datepart', 'start_date', 'end_date'] },
    (given = null, from = null, to = null) => {
      const [part, start, end] = [textOf(given, name).toLowerCase(), textOf(from, name), textOf(to, name)]
      const [first, last] = [writtenDate(start), writtenDate(end)]
      if (part === 'day' || part === 'week') {
        const days = part === 'week' ? 7 : 1
        const count =
          first === undefined || last === undefined ? undefined : Math.ceil(first.until(last).days / days)
        return spineOfDays(
          { part, days, start: dateOf(start, first), end: dateOf(end, last), count },
          writtenIn,
        )
      }
      const months = { month: 1, quarter: 3, year: 12 }[part]
      if (months === undefined)
        throw new TemplateMistake(`${name} makes days, weeks, months, quarters or years, not "${part}".`)
      if (first === undefined || last === undefined)
        throw new TemplateMistake(
          `${name} of ${part}s needs dates that are written out, such as cast('2025-01-01' as date).`,
        )
      const dates: Temporal.PlainDate[] = []
      for (let nr = 0; ; nr++) {
        const next = first.add({ months: nr * months })
        if (Temporal.PlainDate.compare(next, last) >= 0) break
        if (dates.push(next) > most.rows)
          throw new TemplateMistake(`${name} makes up to ${most.rows} ${part}s.`)
      }
      const written = dates.map((date) => `select cast('${date.toString()}' as date) as date_${part}`)
      return written.length === 0
        ? `select cast('${first.toString()}' as date) as date_${part} where 1 = 0`
        : written.join('\nunion all\n')
    },
  )
}

interface DaySpine {
  readonly part: string
  readonly days: number
  readonly start: string
  readonly end: string
  /** How many there are, where it is known. */
  readonly count: number | undefined
}

function spineOfDays(
  { part, days, start, end, count }: DaySpine,
  writtenIn: TemplateRun['scope']['writtenIn'],
): string {
  const sql = spellingOf(writtenIn)
  const length = count === undefined ? most.digits : Math.max(1, String(Math.max(count - 1, 0)).length)
  if (length > most.digits) throw new TemplateMistake(`${name} makes up to ${10 ** most.digits} ${part}s.`)
  const places = Array.from({ length }, (_, at) => at)
  const digit = Array.from({ length: 10 }, (_, at) => (at === 0 ? 'select 0 as digit' : `select ${at}`)).join(
    ' union all ',
  )
  const number = places.map((at) => `d${at}.digit * ${days * 10 ** at}`).join(' + ')
  const joins = places.map((at) => (at === 0 ? 'digits as d0' : `cross join digits as d${at}`)).join(' ')
  return [
    `with digits as (${digit}),`,
    `numbers as (select ${number} as n from ${joins})`,
    `select ${sql.daysLater(start, 'numbers.n')} as date_${part}`,
    'from numbers',
    `where ${sql.daysLater(start, 'numbers.n')} < ${end}`,
  ].join('\n')
}

/** The date that SQL writes out; undefined where it is worked out. */
function writtenDate(sql: string): Temporal.PlainDate | undefined {
  const found =
    /^\s*(?:cast\(\s*'([^']*)'\s+as\s+(?:date|timestamp)\s*\)|(?:date\s*)?'([^']*)'(?:::date)?|to_date\(\s*'([^']*)'\s*,\s*'yyyy-mm-dd'\s*\))\s*$/i.exec(
      sql,
    )
  const text = found?.[1] ?? found?.[2] ?? found?.[3]
  const slashed = /^\s*to_date\(\s*'(\d\d)\/(\d\d)\/(\d{4})'\s*,\s*'mm\/dd\/yyyy'\s*\)\s*$/i.exec(sql)
  const iso = slashed === null ? text : `${slashed[3] ?? ''}-${slashed[1] ?? ''}-${slashed[2] ?? ''}`
  if (iso === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined
  try {
    return Temporal.PlainDate.from(iso, { overflow: 'reject' })
  } catch {
    throw new TemplateMistake(`"${iso}" is no date.`)
  }
}

function dateOf(sql: string, date: Temporal.PlainDate | undefined): string {
  return date === undefined ? `cast(${sql} as date)` : `cast('${date.toString()}' as date)`
}
