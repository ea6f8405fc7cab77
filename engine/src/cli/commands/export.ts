import { open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import { readLedger } from '../../builds/ledger.js'
import { keptThings } from '../../builds/kept-things.js'
import { definitionOf } from '../../builds/work-list.js'
import { rangeOf, type Range } from '../../calendar/range.js'
import { Refusal } from '../../errors.js'
import { formatted, number } from '../../metrics/format.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { closestName } from '../../names/closest-name.js'
import type { ReadSession, Warehouse } from '../../warehouses/warehouse.js'
import { coloursFor } from '../colours.js'
import type { Command, Invocation, OptionValues } from '../command.js'
import { writeParquet, writeParquetOf } from '../export-parquet.js'
import { writeCsv, writeJson, type Writer } from '../export-rows.js'
import { exportSummaries, type ExportSummary } from '../export-summaries.js'
import { exportModels, withModelColumns } from '../export-models.js'
import { exportTables, type ExportTable } from '../export-tables.js'
import { clockOf, openProject, withWarehouse } from '../opening.js'
import { prettyJson } from '../../documents/json.js'
import { daysOf } from '../question-options.js'
import type { Formulas } from '../../documents/csv.js'
import { formulasOf, formulasOption, nowOption, quietOption, warehouseOptions } from '../shared-options.js'
import { textTable } from '../text-table.js'

const exportFormats = ['csv', 'json', 'parquet'] as const
type ExportFormat = (typeof exportFormats)[number]

export const exportCommand: Command = {
  details:
    'Members stand by their keys and cells by their dimension values, never by internal numbers. Rows are streamed, so that a table may be of any size.',
  args: [{ name: 'table', says: 'a built table or a model; --list names them' }],
  options: [
    { name: 'list', says: 'list the tables, and what they hold' },
    { name: 'out', value: 'FILE', says: 'the file to write (default: stdout)' },
    {
      name: 'format',
      value: exportFormats.join('|'),
      says: "how to write the rows (default: as the file's ending says, else csv)",
      choices: exportFormats,
    },
    formulasOption,
    { name: 'from', value: 'DAY', says: 'of a table of answers: the first day (default: all of the data)' },
    { name: 'to', value: 'DAY', says: 'the last day' },
    nowOption,
    quietOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark export --list', does: 'which tables there are' },
    { run: 'daymark export sums_sales > sales.csv', does: 'daily sums as CSV' },
    { run: 'daymark export days_sales_customer --out days.parquet', does: 'who was active on which day' },
  ],
  async run(invocation) {
    const { args, options } = invocation
    const loaded = await openProject(invocation)
    const range = rangeOption(options)
    const summaries = exportSummaries(loaded, { clock: clockOf(invocation, loaded), range })
    const tables = [...summaries, ...exportTables(loaded), ...exportModels(loaded)]
    const [wanted] = args
    if (options.isOn('list')) await list(tables, invocation)
    else if (wanted === undefined)
      throw new Refusal('missing-argument', { argument: 'table', command: 'export' })
    else {
      const table = tableNamed(wanted, tables)
      if (range !== undefined && !isSummary(table)) {
        throw new Refusal('conflicting-options', {
          options: ['--from', '--to'],
          why: `${table.name} is given out as it was built, whole`,
          fix: 'Leave them out.',
        })
      }
      await exportTable(table, { invocation, loaded })
    }
    return 0
  },
}

type Exportable = ExportTable | ExportSummary

function isSummary(table: Exportable): table is ExportSummary {
  return 'rows' in table
}

/** The days of `--from` and `--to`; undefined where neither is given. */
function rangeOption(options: OptionValues): Range | undefined {
  const { from, to } = daysOf(options, false)
  if (from !== undefined && to !== undefined) return rangeOf(from, to)
  const given = ['from', 'to'].filter((name) => options.text(name) !== undefined)
  if (given.length > 0) throw new Refusal('unsaid-range', { given: given.map((name) => `--${name}`) })
  return undefined
}

async function list(tables: readonly Exportable[], { io, options }: Invocation): Promise<void> {
  if (options.text('format') === 'json') {
    const listed = tables.map(({ name, says, columns }) => ({ name, says, columns }))
    await io.stdout.write(`${prettyJson(listed)}\n`)
    return
  }
  const colours = coloursFor(io.stdout, io.env)
  const columns = ['table', 'holds', 'columns'].map((header) => ({ header, align: 'left' as const }))
  const rows = tables.map(({ name, says, columns: held }) => [
    { text: name },
    { text: says },
    { text: held.map((column) => column.name).join(', '), paint: colours.dim },
  ])
  await io.stdout.write(textTable({ columns, rows }, colours))
}

function tableNamed(name: string, tables: readonly Exportable[]): Exportable {
  const found = tables.find((table) => table.name === name)
  if (found !== undefined) return found
  const names = tables.map((table) => table.name)
  throw new Refusal('unknown-export', { table: name, tables: names, closest: closestName(name, names) })
}

interface Exporting {
  readonly invocation: Invocation
  readonly loaded: LoadedProject
}

async function exportTable(wanted: Exportable, { invocation, loaded }: Exporting): Promise<void> {
  const { options, io } = invocation
  const given = options.text('out')
  const out = given === undefined ? undefined : resolve(io.cwd, given)
  const format = formatFor(options)
  const formulas = formulasOf(options)
  if (format === 'parquet' && out === undefined) {
    throw new Refusal('invalid-option', {
      option: 'format',
      value: format,
      needs: 'Name the file to write with --out FILE: Parquet cannot be written to stdout.',
      closest: undefined,
    })
  }
  const rows = await withWarehouse(invocation, loaded, async (warehouse) => {
    if (!isSummary(wanted)) await warehouse.read((session) => refuseUnbuilt(wanted, loaded, session))
    const table = isSummary(wanted) ? wanted : await withModelColumns(wanted, loaded, warehouse)
    if (out === undefined)
      return writeText(table, { format, formulas, warehouse, write: io.stdout.write.bind(io.stdout) })
    return throughPartial(out, (partial) =>
      format === 'parquet'
        ? isSummary(table)
          ? writeParquetOf(table, warehouse, partial)
          : writeParquet(table, warehouse, partial)
        : writeToFile(partial, (write) => writeText(table, { format, formulas, warehouse, write })),
    )
  })
  if (given === undefined || options.isOn('quiet')) return
  await io.stderr.write(
    `Wrote ${formatted(String(rows), number())} ${rows === 1 ? 'row' : 'rows'} of ${wanted.name} to ${given}.\n`,
  )
}

function formatFor(options: OptionValues): ExportFormat {
  const ending = extname(options.text('out') ?? '').slice(1)
  const named = options.text('format') ?? ending
  return exportFormats.find((format) => format === named) ?? 'csv'
}

async function refuseUnbuilt(
  { thing }: ExportTable,
  loaded: LoadedProject,
  session: ReadSession,
): Promise<void> {
  const entry = (await readLedger(session)).get(thing)
  if (entry === undefined) throw new Refusal('not-built', { thing, why: 'is not built' })
  const kept = keptThings(loaded.layout).find((candidate) => candidate.thing === thing)
  if (entry.definition !== definitionOf(loaded, kept?.declared)) {
    throw new Refusal('not-built', { thing, why: 'was built from an earlier declaration' })
  }
}

function writeText(
  table: Exportable,
  {
    format,
    formulas,
    warehouse,
    write,
  }: { format: ExportFormat; formulas: Formulas; warehouse: Warehouse; write: Writer },
): Promise<number> {
  const writeRows = format === 'json' ? writeJson : writeCsv
  return warehouse.read((session) => {
    const batches = isSummary(table) ? table.rows(session) : session.stream(table.query)
    return writeRows({ columns: table.columns, batches, write, formulas })
  })
}

/** Writes beside the file and puts it in its place when it is whole. */
async function throughPartial(out: string, write: (partial: string) => Promise<number>): Promise<number> {
  const inTheWay = await stat(out).catch(() => undefined)
  if (inTheWay !== undefined && !inTheWay.isFile()) {
    const problem = inTheWay.isDirectory() ? 'it is a folder' : 'it is no file of its own'
    throw new Refusal('file-unwritable', { file: out, problem })
  }
  const partial = `${out}.partial`
  try {
    await writeFile(partial, '')
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message.replace(/^[A-Z]+: |,.*$/g, '') : String(cause)
    throw new Refusal('file-unwritable', { file: out, problem }, { cause })
  }
  try {
    const rows = await write(partial)
    await rename(partial, out)
    return rows
  } catch (thrown) {
    await rm(partial, { force: true })
    throw thrown
  }
}

async function writeToFile(path: string, work: (write: Writer) => Promise<number>): Promise<number> {
  const file = await open(path, 'w')
  try {
    return await work(async (text) => {
      await file.write(text)
    })
  } finally {
    await file.close()
  }
}
