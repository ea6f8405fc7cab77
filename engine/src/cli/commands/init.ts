import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../errors.js'
import { closestName } from '../../names/closest-name.js'
import { coloursFor } from '../colours.js'
import type { Command, ExitCode } from '../command.js'
import type { Io } from '../io.js'
import { guessSources, type GuessedSource } from '../../sources/guesses/guess-source.js'
import { openWarehouse } from '../../warehouses/open-warehouse.js'
import { quietOption } from '../shared-options.js'
import { starterProject } from '../starter-project.js'

const templatesFolder = fileURLToPath(new URL('../../../templates', import.meta.url))

/** npm leaves files of these names out of packages, so that templates hold them under another. */
const renamed: Readonly<Partial<Record<string, string>>> = { gitignore: '.gitignore' }

export const initCommand: Command = {
  args: [{ name: 'dir', says: 'the folder, which is made if it is missing (default: the current folder)' }],
  options: [
    { name: 'template', value: 'NAME', says: 'what to start from (default: minimal)' },
    {
      name: 'from',
      value: 'FILE',
      says: 'a file of yours to start from, by path or glob: CSV, JSON, Parquet or .xlsx',
      repeatable: true,
    },
    quietOption,
  ],
  examples: [
    {
      run: 'daymark init shop',
      does: 'a small shop, which `daymark build` and `daymark ask` work on at once',
    },
    {
      run: 'daymark init shop --from exports/orders.csv',
      does: 'a project over a file of yours, with what was guessed of it in comments',
    },
  ],
  async run({ args, options, io }) {
    const folder = resolve(io.cwd, args[0] ?? '.')
    const from = options.texts('from')
    if (from.length > 0)
      return initFrom(from, {
        folder,
        io,
        isQuiet: options.isOn('quiet'),
        template: options.text('template'),
      })
    const template = options.text('template') ?? 'minimal'
    const written = await copyTemplate(template, folder)
    if (options.isOn('quiet')) return 0
    const { bold, dim } = coloursFor(io.stdout, io.env)
    const place = relative(io.cwd, folder) || '.'
    await io.stdout.write(
      [
        `${bold(`A project in ${place}:`)}\n`,
        ...written.map((file) => `  ${file}\n`),
        `\n${bold('Next:')}\n`,
        ...(place === '.' ? [] : [`  cd ${place}\n`]),
        `  daymark build\n`,
        `  daymark ask revenue activeCustomers --period 2025-03 --compare previous-period\n`,
        `  daymark ask revenue --period 2025-Q1 --grain month --by channel\n`,
        dim(`\nREADME.md says more; daymark.config.ts is where everything is declared.\n`),
      ].join(''),
    )
    return 0
  },
}

/** Copies a template's files, unless one of them would overwrite something; gives their paths. */
async function copyTemplate(template: string, folder: string): Promise<readonly string[]> {
  const templates = await readdir(templatesFolder)
  if (!templates.includes(template)) {
    const closest = closestName(template, templates)
    throw new Refusal('unknown-template', { template, templates, closest })
  }
  const from = join(templatesFolder, template)
  const entries = await readdir(from, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(from, join(entry.parentPath, entry.name)))
    .sort()
    .map((file) => ({ file, as: renamed[file] ?? file }))
  const inTheWay = files.map(({ as }) => join(folder, as)).find((path) => existsSync(path))
  if (inTheWay !== undefined) throw new Refusal('file-in-the-way', { file: inTheWay })
  for (const { file, as } of files) {
    const to = join(folder, as)
    try {
      await mkdir(dirname(to), { recursive: true })
      await copyFile(join(from, file), to)
    } catch (cause) {
      const problem = cause instanceof Error ? cause.message : String(cause)
      throw new Refusal('file-unwritable', { file: to, problem }, { cause })
    }
  }
  return files.map(({ as }) => as)
}

interface InitFrom {
  readonly folder: string
  readonly io: Io
  readonly isQuiet: boolean
  readonly template: string | undefined
}

/** Starts a project over files that are there: looks at them, and writes down what they are like. */
async function initFrom(
  from: readonly string[],
  { folder, io, isQuiet, template }: InitFrom,
): Promise<ExitCode> {
  if (template !== undefined)
    throw new Refusal('conflicting-options', {
      options: ['--template', '--from'],
      why: 'a project starts from a template or from files',
      fix: 'Leave one of them out.',
    })
  const config = join(folder, 'daymark.config.ts')
  if (existsSync(config)) throw new Refusal('file-in-the-way', { file: config })
  const sources = await guessedOf(from, io.cwd)
  const timeZone = io.env['TZ'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  const project = starterProject(sources, { folder, timeZone })
  const written = [await writeNew(config, project.config)]
  for (const [file, content] of Object.entries(besides)) {
    const path = join(folder, file)
    if (!existsSync(path)) written.push(await writeNew(path, content))
  }
  if (isQuiet) return 0
  const { bold, dim } = coloursFor(io.stdout, io.env)
  const place = relative(io.cwd, folder) || '.'
  const [first] = project.metrics
  await io.stdout.write(
    [
      `${bold(`A project in ${place}:`)}\n`,
      ...written.map((file) => `  ${relative(folder, file)}\n`),
      `\n${bold('Sources:')}\n`,
      ...sources.map(
        ({ called, rows, columns }) =>
          `  ${called}: ${rows.toLocaleString('en')} rows, ${columns.length} columns\n`,
      ),
      `\n${bold('Next:')}\n`,
      ...(place === '.' ? [] : [`  cd ${place}\n`]),
      `  daymark check --live\n`,
      `  daymark build\n`,
      ...(first === undefined
        ? []
        : [`  daymark ask ${project.metrics.slice(0, 3).join(' ')} --period last-month\n`]),
      dim(`\ndaymark.config.ts says what was guessed, and where it is not certain.\n`),
    ].join(''),
  )
  return 0
}

async function guessedOf(from: readonly string[], cwd: string): Promise<readonly GuessedSource[]> {
  const warehouse = await openWarehouse('duckdb::memory:', { directory: cwd })
  try {
    const files = await warehouse.files()
    const guessed: GuessedSource[] = []
    for (const pattern of from) guessed.push(...(await guessSources(files, { pattern, directory: cwd })))
    return guessed
  } finally {
    await warehouse.close()
  }
}

async function writeNew(path: string, content: string): Promise<string> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx' })
    return path
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new Refusal('file-unwritable', { file: path, problem }, { cause })
  }
}

const besides = {
  'package.json': `${JSON.stringify({ name: 'my-metrics', private: true, type: 'module', dependencies: { daymark: '^0.1.0' } }, undefined, 2)}\n`,
  '.gitignore': 'node_modules/\n.daymark/\n',
}
