import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { closest } from 'fastest-levenshtein'
import { createJiti } from 'jiti'
import { isRefusal, Refusal, type Place } from '../errors.js'
import { readMacroFiles, readModelFiles } from '../models/model-files.js'
import type { VarValue } from '../models/model.js'
import { modelsOf, type Models } from '../models/models-of.js'
import { callFrame } from './call-frame.js'
import { layoutOf, withModels } from './layout.js'
import type { LoadedProject } from './loaded-project.js'
import type { Parameter, Project } from './project.js'
import type { Source } from '../sources/source.js'

/** The names that a project's file may have, in the order in which they are looked for. */
const fileNames = ['daymark.config.ts', 'daymark.config.mts', 'daymark.config.js', 'daymark.config.mjs']

/** What is given from outside when a project is loaded. */
export interface LoadOptions {
  /** Values of the project's parameters; folders are relative to `workingDirectory`. */
  readonly set?: Readonly<Record<string, string>>
  readonly workingDirectory?: string
}

/**
 * Loads a project from its folder: reads its `daymark.config.ts`, puts the parameters in, and finds what has
 * to be kept for its metrics.
 *
 * @throws Refusal `no-project`, `project-unreadable`, `not-a-project`, `unknown-parameter-set`, and whatever
 * the declarations themselves refuse
 */
export async function loadProject(directory: string, options: LoadOptions = {}): Promise<LoadedProject> {
  const folder = resolve(directory)
  const file = fileNames.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (file === undefined) throw new Refusal('no-project', { directory: folder, file: fileNames[0] ?? '' })
  const project = await importProject(file)
  return loadedProject(project, { file, directory: folder, ...options })
}

/** A project that was not read from a file, as if it had been loaded from a folder. */
export function loadedProject(
  project: Project,
  {
    file,
    directory,
    set = {},
    workingDirectory = process.cwd(),
  }: LoadOptions & { file: string; directory: string },
): LoadedProject {
  const parameters = parametersOf(project, { set, directory, workingDirectory })
  const { timeZone } = project.calendar
  const written = { in: project.dialect, parameters: standingInSql(project, parameters), timeZone }
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const layout = layoutOf(project)
  const { sources } = project.models
  const readable = [...new Set([...layout.sources, ...sources])]
  const models = readModels({ project, directory, parameters }, { sources: readable })
  const layoutWithModels = withModels(layout, models.inOrder)
  return { project, directory, file, text, parameters, written, layout: layoutWithModels, models }
}

/** The models in a project's folder as its templates give them; `vars` stand before the project's own. */
export function readModels(
  { project, directory, parameters }: Pick<LoadedProject, 'project' | 'directory' | 'parameters'>,
  { sources, vars = {} }: { sources: readonly Source[]; vars?: Readonly<Record<string, VarValue>> },
): Models {
  const { dialect, vars: declared, environment } = project.models
  const given = { ...declared, ...parameters, ...vars }
  return modelsOf(readModelFiles(directory), {
    writtenIn: dialect,
    macros: readMacroFiles(directory),
    sources,
    vars: given,
    environment: new Map(environment.map((name) => [name, process.env[name]])),
  })
}

/** Folders do not stand in SQL: what is built from it stays valid when the data move. */
function standingInSql(
  project: Project,
  parameters: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => project.parameters[name]?.kind === 'text'),
  )
}

async function importProject(file: string): Promise<Project> {
  // The running engine itself, so that what the file declares and refuses is of this engine's making.
  const virtualModules = { daymark: await import('../index.js') }
  const jiti = createJiti(import.meta.url, { virtualModules, moduleCache: false, fsCache: compiledFiles() })
  let loaded: unknown
  try {
    loaded = await jiti.import(file, { default: true })
  } catch (cause) {
    const refusal = isRefusal(cause) ? cause : unreadable(file, cause)
    refusal.where ??= await placeOfMistake(cause, refusal)
    throw refusal
  }
  if (!isProject(loaded)) throw new Refusal('not-a-project', { file })
  return loaded
}

/** Where compiled project files are kept, by their text: the user's own cache, beside no project. */
function compiledFiles(): string {
  const { XDG_CACHE_HOME: cache = '' } = process.env
  return join(cache === '' ? join(homedir(), '.cache') : cache, 'daymark/projects')
}

function unreadable(file: string, cause: unknown): Refusal {
  const said = cause instanceof Error ? cause.message : String(cause)
  // What cannot be parsed says where in a line of its own, with columns from 0.
  const [place = '', path = '', line, column] = /\s*\n\s*(\S.*):(\d+):(\d+)\s*$/.exec(said) ?? []
  const problem = said.slice(0, said.length - place.length).trim()
  const refusal = new Refusal('project-unreadable', { file, problem }, { cause })
  if (line !== undefined) refusal.where = { file: path, line: Number(line), column: Number(column) + 1 }
  return refusal
}

/** Where in the project's files a mistake stands. The parser is loaded only for this. */
async function placeOfMistake(thrown: unknown, { at }: Refusal): Promise<Place | undefined> {
  const frame = thrown instanceof Error ? callFrame(thrown) : undefined
  if (frame === undefined || !isRefusal(thrown)) return frame
  const { placeOfCall } = await import('./place-of-call.js')
  return placeOfCall(frame, at)
}

function isProject(candidate: unknown): candidate is Project {
  return (
    typeof candidate === 'object' && candidate !== null && 'kind' in candidate && candidate.kind === 'project'
  )
}

interface Given {
  readonly set: Readonly<Record<string, string>>
  readonly directory: string
  readonly workingDirectory: string
}

function parametersOf(
  project: Project,
  { set, directory, workingDirectory }: Given,
): Readonly<Record<string, string>> {
  const known = Object.keys(project.parameters)
  for (const name of Object.keys(set)) {
    if (!known.includes(name)) {
      const near = known.length === 0 ? undefined : closest(name, known)
      throw new Refusal('unknown-parameter-set', { name, closest: near, parameters: known })
    }
  }
  const valueOf = (name: string, { kind, default: fallback }: Parameter): string => {
    const value = set[name] ?? fallback
    if (kind === 'text' || isAbsolute(value)) return value
    return resolve(set[name] === undefined ? directory : workingDirectory, value)
  }
  return Object.fromEntries(
    Object.entries(project.parameters).map(([name, parameter]) => [name, valueOf(name, parameter)]),
  )
}
