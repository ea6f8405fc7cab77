import { isAbsolute, sep } from 'node:path'
import { join, name as quoted, raw, sql } from '../../sql/sql.js'
import type { ContractViolation } from '../../errors.js'
import type { ReadSession } from '../../warehouses/warehouse.js'
import { checkSource } from '../check-contract.js'
import type { ColumnForm } from '../forms/column-form.js'
import { fileLayouts, fileRows } from '../file-rows.js'
import { escapedForGlob } from '../glob.js'
import { placedSource } from '../place-source.js'
import { source, type ColumnContract, type Source, type SourceType, type TextWriting } from '../source.js'
import type { ValuePath } from '../value-path.js'
import type { FoundColumn } from './guess-columns.js'
import { guessName } from './guess-name.js'
import { guessType } from './guess-type.js'
import { guessWriting, type GuessedWriting } from './guess-writing.js'

/** How files are written, and the words in them for no value. */
export type GuessedForm = TextWriting & { readonly nulls?: readonly string[] }

/** A column as it can be declared. */
export interface GuessedColumn {
  readonly name: string
  readonly header: string
  readonly path?: ValuePath
  readonly type: SourceType
  readonly nullable: boolean
  readonly form?: ColumnForm
  /** What is not certain. */
  readonly doubt?: string
  /** About how many different values it has. */
  readonly different: number
}

/** A source as it can be declared of a file, so that all its rows keep the contract. */
export interface GuessedSource {
  /** What the file, or its sheet, is called. */
  readonly called: string
  readonly paths: readonly string[]
  /** A glob that finds these files and no others. */
  readonly pattern?: string
  readonly writing: GuessedForm
  readonly columns: readonly GuessedColumn[]
  readonly rows: number
  /** The column that names a row. */
  readonly key: string | undefined
  /** Columns that are not declared, each with the reason. */
  readonly leftOut: readonly string[]
}

const sampled = 20_000

/**
 * Looks at files and says how they can be declared: those that are written alike as one source, and a workbook as one for each
 * sheet. What is guessed from some of
 * the rows is checked against all.
 *
 * @throws Refusal what reading the file refuses
 * @param pattern a path or a glob, from the directory
 * @example
 * await guessSources(session, { pattern: 'orders.csv', directory: '/data' }) // [{ called: 'orders', columns: [{ name: 'order_id', type: 'integer', … }], … }]
 */
export async function guessSources(
  session: ReadSession,
  { pattern, directory }: { readonly pattern: string; readonly directory: string },
): Promise<readonly GuessedSource[]> {
  const placed = await placedSource(source('draft', { files: pattern, columns: {} }), {
    directory,
    parameters: {},
  })
  const { files = [] } = placed
  const alike = new Map<string, { readonly written: GuessedWriting; readonly paths: string[] }>()
  for (const file of files)
    for (const written of await guessWriting(session, file)) {
      const key = JSON.stringify([file.format, written])
      const known = alike.get(key)
      if (known === undefined) alike.set(key, { written, paths: [file.path] })
      else known.paths.push(file.path)
    }
  const guessed: GuessedSource[] = []
  for (const { written, paths } of alike.values()) {
    const isAll = files.length > 1 && paths.length === files.length
    const source = await guessSource(session, paths, written)
    guessed.push({ ...source, ...(isAll && { pattern: absolutePattern(pattern, directory) }) })
  }
  return guessed
}

/** A glob of the user's, from the root. */
function absolutePattern(pattern: string, directory: string): string {
  return isAbsolute(pattern) ? pattern : `${escapedForGlob(directory.split(sep).join('/'))}/${pattern}`
}

async function guessSource(
  session: ReadSession,
  paths: readonly string[],
  written: GuessedWriting,
): Promise<GuessedSource> {
  const { writing, leftOut } = written
  const drafts = draftsOf(written.columns)
  const { values, facts, rows } = await valuesOf(session, { paths, writing, drafts })
  const isCommaLikely = writing.delimiter === ';' || [...values.values()].some(hasCommas)
  const columns = drafts.map(({ name, header, path: way, type }): GuessedColumn => {
    const guess = type === undefined ? guessType(values.get(name) ?? [], { isCommaLikely, name }) : { type }
    const { filled = 0, different = 0 } = facts.get(name) ?? {}
    const nothing = guess === undefined ? { type: 'text' as const, doubt: 'it has no values' } : guess
    return { name, header, ...(way && { path: way }), ...nothing, nullable: filled < rows, different }
  })
  const key = columns.find(
    (column) =>
      /(^|_)(id|no|nr|number|nummer|key|uuid)$/.test(column.name) &&
      // Whom a few rows name once, the next file names again.
      !/customer|client|user|member|account|buyer|player|guest|patient|subscriber|kunde|konto/.test(
        column.name,
      ) &&
      !column.nullable &&
      (column.type === 'integer' || column.type === 'text') &&
      column.different > rows * 0.9,
  )?.name
  return checked(session, { called: calledAs(paths, written), paths, writing, columns, rows, key, leftOut })
}

/** What files are called: of several, without the numbers and days at the end. */
function calledAs([path = '', ...others]: readonly string[], { sheet }: GuessedWriting): string {
  const stem =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.(csv|tsv|txt|json|ndjson|jsonl|parquet|xls[xm])(\.gz|\.zst)?$/i, '') ?? 'rows'
  const named = others.length === 0 ? stem : stem.replace(/[-_ .]*\d[-_ .\d]*$/, '') || stem
  return sheet === undefined ? named : `${named}_${sheet}`
}

type Draft = FoundColumn & { readonly name: string }

function draftsOf(columns: readonly FoundColumn[]): readonly Draft[] {
  const known = new Set<string>()
  return columns.map((column) => {
    const said = column.path?.join(' ') ?? column.header
    const name = guessName(said, known, 'column')
    known.add(name)
    return { ...column, name }
  })
}

function hasCommas(values: readonly string[]): boolean {
  return values.some(
    (value) => /^[^\d,]*\d{1,3}(\.\d{3})*,\d{1,2}\D*$/.test(value) || /^-?\d+,(\d{1,2}|\d{4,})$/.test(value),
  )
}

interface Drafted {
  readonly paths: readonly string[]
  readonly writing: TextWriting
  readonly drafts: readonly Draft[]
}

async function valuesOf(session: ReadSession, { paths, writing, drafts }: Drafted) {
  const declared = Object.fromEntries(
    drafts.map(({ name, header, path: way, type = 'text' }) => [
      name,
      { type, nullable: true, header, ...(way && { path: way }) } satisfies ColumnContract,
    ]),
  )
  const draft = source('draft', { files: paths.map(escapedForGlob), columns: declared, ...writing })
  const every = fileRows(
    await fileLayouts(session, await placedSource(draft, { directory: '/', parameters: {} })),
  )
  const sample = await session.query(sql`SELECT * FROM (${every}) AS given LIMIT ${raw(String(sampled))}`)
  const counts = drafts.flatMap(({ name }, at) => [
    sql`count(nullif(trim(CAST(${quoted(name)} AS VARCHAR)), '')) AS ${quoted(`filled ${String(at)}`)}`,
    sql`approx_count_distinct(${quoted(name)}) AS ${quoted(`different ${String(at)}`)}`,
  ])
  const [counted = {}] = await session.query(
    sql`SELECT ${join([sql`count(*) AS row_count`, ...counts])} FROM (${every}) AS given`,
  )
  const values = new Map(
    drafts.map(({ name }) => [
      name,
      sample.flatMap((row) => (row[name] === null ? [] : [String(row[name])])),
    ]),
  )
  const facts = new Map(
    drafts.map(({ name }, at) => [
      name,
      {
        filled: Number(counted[`filled ${String(at)}`]),
        different: Number(counted[`different ${String(at)}`]),
      },
    ]),
  )
  return { values, facts, rows: Number(counted['row_count']) }
}

/** What is guessed, changed until all rows keep it. */
async function checked(session: ReadSession, guessed: GuessedSource): Promise<GuessedSource> {
  let current = guessed
  for (let round = 0; round < 4 && current.rows > 0; round += 1) {
    const placed = await placedSource(declaredOf(current), { directory: '/', parameters: {} })
    const violations = await checkSource(session, placed)
    if (violations.length === 0) return current
    current = corrected(current, violations)
  }
  return current
}

function declaredOf({ paths, writing, columns, key }: GuessedSource): Source {
  const declared = columns.map(({ name, header, path: way, type, nullable, form }) => [
    name,
    { type, nullable, header, ...(way && { path: way }), ...form } satisfies ColumnContract,
  ])
  return source('guessed', {
    files: paths.map(escapedForGlob),
    columns: Object.fromEntries(declared) as Readonly<Record<string, ColumnContract>>,
    ...writing,
    ...(key !== undefined && { key: [key] }),
  })
}

function corrected(guessed: GuessedSource, violations: readonly ContractViolation[]): GuessedSource {
  const errors = violations.flatMap(({ column, examples }) => {
    const isText = guessed.columns.some(({ name, type }) => name === column && type === 'text')
    return isText ? examples.flatMap(({ value }) => (value?.startsWith('#') === true ? [value] : [])) : []
  })
  if (errors.length > 0) {
    const nulls = [...new Set([...(guessed.writing.nulls ?? []), ...errors])]
    return corrected({ ...guessed, writing: { ...guessed.writing, nulls } }, [])
  }
  const broken = new Map(violations.map((violation) => [`${violation.column} ${violation.rule}`, violation]))
  const columns = guessed.columns.map((column): GuessedColumn => {
    const nullable = column.nullable || broken.has(`${column.name} not-null`)
    const wrong = violations.find(
      ({ column: named, rule }) => named === column.name && rule !== 'not-null' && rule !== 'key',
    )
    if (wrong === undefined) return { ...column, nullable }
    const { form: _form, ...bare } = column
    if (column.type === 'text') return { ...column, nullable, doubt: 'it has formulas without a value' }
    const [example] = wrong.examples
    const doubt = `not all values are ${column.type}, such as ${JSON.stringify(example?.value ?? '')}`
    return { ...bare, type: 'text', nullable, doubt }
  })
  const isRepeated = violations.some(({ rule }) => rule === 'key' || rule === 'tie')
  return { ...guessed, columns, key: isRepeated ? undefined : guessed.key }
}
