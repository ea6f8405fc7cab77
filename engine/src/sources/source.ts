import { z } from 'zod'
import { checkDeclaration } from '../declarations/check-declaration.js'
import { chosen, madeAs, named, objectOf, texts } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import { parseDay } from '../calendar/day.js'
import type { DaySpan } from '../sql/print.js'
import type { Sql } from '../sql/sql.js'
import type { Written } from '../sql/expression.js'
import { closestName } from '../names/closest-name.js'
import { declaredName } from '../names/declared-name.js'
import { refuseIdleForms } from './refuse-idle-forms.js'
import { declaredWriting, textWritingShape, type TextWriting } from './text-writing.js'
import { aColumn, spelledOut, type ColumnDeclaration, type SourceColumn } from './source-column.js'

export type { ColumnContract, ColumnDeclaration, HeldAs, SourceColumn, SourceType } from './source-column.js'
export type { TextWriting } from './text-writing.js'

/** What is declared of a source; see {@link source}. */
export interface SourceDeclaration<C extends string, D extends string> extends TextWriting {
  /**
   * Files by path or glob, relative to the project's folder, or as `s3://bucket/key` or a URL; `{data}` stands for the
   * project's parameter `data`. CSV, NDJSON or a JSON array (all three also .gz and .zst), Parquet, or a sheet of .xlsx,
   * by the file's ending.
   */
  readonly files?: string | readonly string[]
  /** An existing table or view: `table` or `schema.table`. */
  readonly table?: string
  /** A model of the project's `models/` folder, by its name. */
  readonly model?: string
  /** The columns that are read, each with its contract. Others in the file or table are left alone. */
  readonly columns: Readonly<Record<C, ColumnDeclaration>>
  /**
   * Which rows are taken: a SQL condition. Whatever reads the source leaves the others out. With `latestBy`, the latest
   * row of a key is looked at. The contract holds for every row.
   */
  readonly where?: string
  /** Columns that together name a row. Two rows with one key are refused, unless `latestBy` picks one. */
  readonly key?: readonly NoInfer<C>[]
  /** Of several rows with one key, the one with the latest value here holds; the others are not read. */
  readonly latestBy?: NoInfer<C>
  /**
   * For a table or a model: a column that grows with every change of a row, such as the time of its last change.
   * A build then compares all rows older than the latest one seen as a whole; while they are what they were, it tells
   * only the others apart by day, and checks their contract alone. Default: it does so with all rows.
   */
  readonly watermark?: NoInfer<C>
  /**
   * The business day of a row: a column (a date; a timestamp in the project's time zone; or an instant), or a
   * SQL expression that gives a date.
   */
  readonly day?: string
  /**
   * The first and the last business day that a row may have, such as `{ from: '1900-01-01', to: '2200-12-31' }`, which
   * is the default for what is left out. A row outside of them breaks the contract: 9999-12-31 mostly means "never".
   */
  readonly days?: { readonly from?: string; readonly to?: string }
  /** By what rows can be split: name → column or SQL expression. Values are compared as text. */
  readonly dimensions?: Readonly<Record<D, string>>
  /** Whether its files may hold no row at all. Default: refused, as an empty export mostly is a mistake. */
  readonly mayBeEmpty?: boolean
  /**
   * What to do with files that hold the same rows as another file of the source, such as an export that was saved twice.
   * `keep` reads them all. Without effect on a source with a `key`. Default: `refuse`.
   */
  readonly copies?: 'refuse' | 'keep'
  /** What to do with columns in the file that are not declared. Default: `ignore`. */
  readonly extraColumns?: 'ignore' | 'refuse'
  /**
   * For files: words that stand for no value where they are all of a text, such as `['NULL', '\\N']`. Default: none;
   * an empty field of a CSV file that is not quoted is null in any case.
   */
  readonly nulls?: readonly string[]
  readonly description?: string
}

const aSourceDeclaration = objectOf<SourceDeclaration<string, string>>({
  files: chosen<string | string[]>((value) =>
    typeof value === 'string' ? z.string() : texts.min(1),
  ).optional(),
  table: z.string().optional(),
  model: z.string().optional(),
  columns: named(aColumn),
  where: z.string().optional(),
  key: texts.optional(),
  latestBy: z.string().optional(),
  watermark: z.string().optional(),
  day: z.string().optional(),
  days: objectOf<NonNullable<SourceDeclaration<string, string>['days']>>({
    from: z.string().optional(),
    to: z.string().optional(),
  }).optional(),
  dimensions: named(z.string()).optional(),
  mayBeEmpty: z.boolean().optional(),
  copies: z.enum(['refuse', 'keep']).optional(),
  extraColumns: z.enum(['ignore', 'refuse']).optional(),
  nulls: texts.optional(),
  ...textWritingShape,
  description: z.string().optional(),
})

/** A source, as `source` makes it. */
export const aSource = madeAs<Source>(['source'], 'a source, as source(…) makes it')

/** Where a source's rows come from. */
export type SourceOrigin =
  | { readonly files: readonly string[] }
  /** Behind FROM stands its name, or what `boundSource` found to stand there. */
  | { readonly table: string; readonly rows?: Sql }
  | { readonly model: string }

/** A table, a view, a model or a set of files, with the contract that its columns must keep. */
export interface Source<C extends string = string, D extends string = string> extends TextWriting {
  readonly kind: 'source'
  readonly name: string
  readonly from: SourceOrigin
  readonly columns: readonly SourceColumn[]
  readonly where: string | undefined
  readonly key: readonly string[]
  readonly latestBy: string | undefined
  readonly watermark: string | undefined
  readonly day: string | undefined
  readonly days: DaySpan
  readonly dimensions: Readonly<Record<D, string>>
  readonly mayBeEmpty: boolean
  readonly copies: 'refuse' | 'keep'
  readonly extraColumns: 'ignore' | 'refuse'
  readonly nulls: readonly string[]
  readonly description: string | undefined
  /** How the expressions of its columns are written, once it is known in which project it is. */
  readonly written?: Written
  /** Carries the column names in the type only. */
  readonly columnNames?: C
}

/**
 * Declares a source: where rows come from, and the contract that their columns must keep. A value that breaks
 * the contract stops the build, before anything is changed.
 *
 * @example
 * const ledger = source('ledger', {
 *   files: '{data}/ledger.parquet',
 *   columns: { date: 'date', line: 'text', userkey: 'text', deposit_amount: 'decimal(18,2)', unique_code: 'text?' },
 *   key: ['date', 'line', 'userkey'],
 *   day: 'date',
 *   dimensions: { line: 'line' },
 * })
 */
export function source<const C extends string, const D extends string = never>(
  name: string,
  declaration: SourceDeclaration<C, D>,
): Source<C, D> {
  checkDeclaration('source', [
    [name, z.string()],
    [declaration, aSourceDeclaration],
  ])
  refuseUndeclared(name, declaration)
  refuseIdleForms(name, declaration)
  const { key = [], latestBy, dimensions } = declaration
  if (latestBy !== undefined && key.length === 0) throw new Refusal('latest-without-key', { source: name })
  return Object.freeze({
    kind: 'source',
    name: declaredName('source', name),
    from: originOf(name, declaration),
    columns: Object.entries<ColumnDeclaration>(declaration.columns).map(([column, contract]) =>
      spelledOut(column, contract),
    ),
    where: declaration.where,
    key,
    latestBy,
    watermark: declaration.watermark,
    day: declaration.day,
    days: daysOf(name, declaration.days),
    dimensions: (dimensions ?? {}) as Record<D, string>,
    mayBeEmpty: declaration.mayBeEmpty ?? false,
    copies: declaration.copies ?? 'refuse',
    extraColumns: declaration.extraColumns ?? 'ignore',
    ...declaredWriting(name, declaration),
    nulls: nullsOf(name, declaration),
    description: declaration.description,
  })
}

/** Refuses columns that are named beside the contracts and have none. */
function refuseUndeclared(
  source: string,
  { columns, key = [], latestBy, watermark }: SourceDeclaration<string, string>,
): void {
  const known = Object.keys(columns)
  const places: readonly (readonly [string, ...(string | number)[]])[] = [
    ...key.map((column, index) => [column, 'key', index] as const),
    ...(latestBy === undefined ? [] : [[latestBy, 'latestBy'] as const]),
    ...(watermark === undefined ? [] : [[watermark, 'watermark'] as const]),
  ]
  for (const [column, ...path] of places) {
    if (known.includes(column)) continue
    throw new Refusal(
      'undeclared-column',
      { source, what: String(path[0]), column, closest: closestName(column, known), columns: known },
      { at: { call: 'source', path: [1, ...path] } },
    )
  }
}

function originOf(
  name: string,
  { files, table, model }: Pick<SourceDeclaration<string, string>, 'files' | 'table' | 'model'>,
): SourceOrigin {
  const given: SourceOrigin[] = []
  if (files !== undefined) given.push({ files: [files].flat() })
  if (table !== undefined) given.push({ table })
  if (model !== undefined) given.push({ model })
  const [origin, ...others] = given
  if (origin === undefined || others.length > 0) throw new Refusal('source-from-where', { source: name })
  return origin
}

function daysOf(name: string, { from = '1900-01-01', to = '2200-12-31' }: Partial<DaySpan> = {}): DaySpan {
  const what = `the days of the source "${name}"`
  const at = (key: string) => ({ call: 'source', path: [1, 'days', key] })
  const days = { from: parseDay(from, what, at('from')), to: parseDay(to, what, at('to')) }
  if (days.from > days.to) throw new Refusal('invalid-range', days)
  return days
}

/** The words for no value, without the blanks around them. Tables have a null of their own. */
function nullsOf(
  name: string,
  { files, nulls = [] }: Pick<SourceDeclaration<string, string>, 'files' | 'nulls'>,
): readonly string[] {
  if (files === undefined && nulls.length > 0)
    throw new Refusal('only-for-files', {
      source: name,
      what: 'nulls',
      instead: 'nullif(column, word) in a model',
    })
  return nulls.map((word) => word.trim())
}
