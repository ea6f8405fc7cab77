import { existsSync } from 'node:fs'
import { copyFile, mkdir, readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Refusal } from '../../errors.js'
import { closestName } from '../../names/closest-name.js'
import { coloursFor } from '../colours.js'
import type { Command } from '../command.js'
import { quietOption } from '../shared-options.js'

const templatesFolder = fileURLToPath(new URL('../../../templates', import.meta.url))

/** npm leaves files of these names out of packages, so that templates hold them under another. */
const renamed: Readonly<Partial<Record<string, string>>> = { gitignore: '.gitignore' }

export const initCommand: Command = {
  args: [{ name: 'dir', says: 'the folder, which is made if it is missing (default: the current folder)' }],
  options: [{ name: 'template', value: 'NAME', says: 'what to start from (default: minimal)' }, quietOption],
  examples: [
    {
      run: 'daymark init shop',
      does: 'a small shop, which `daymark build` and `daymark ask` work on at once',
    },
  ],
  async run({ args, options, io }) {
    const folder = resolve(io.cwd, args[0] ?? '.')
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
