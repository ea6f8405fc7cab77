import { resolve } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { businessDay } from '../calendar/business-day.js'
import { isDay, type Day } from '../calendar/day.js'
import { parseMoment, type Moment } from '../calendar/moment.js'
import { isRefusal, Refusal } from '../errors.js'
import { explainingFailures } from '../builds/explained-failures.js'
import { loadProject } from '../project/load-project.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Asking } from '../queries/ask.js'
import { missingWarehouse, openWarehouse } from '../warehouses/open-warehouse.js'
import type { Warehouse } from '../warehouses/warehouse.js'
import type { Invocation } from './command.js'
import { serverOf } from './server-of-file.js'
import { setValues } from './shared-options.js'

/** Loads the project that the options name. */
export function openProject({ options, io }: Invocation): Promise<LoadedProject> {
  const directory = resolve(io.cwd, options.text('project') ?? '.')
  return loadProject(directory, { set: setValues(options), workingDirectory: io.cwd })
}

/** Where a project keeps its warehouse, from its folder, when nothing else is said. */
export const defaultWarehouse = 'duckdb:.daymark/warehouse.duckdb'

/** What a command works on, whose file may be missing: it is made, or left alone and an empty database taken instead. */
export interface Unmade {
  readonly ifMissing: 'make' | 'take-empty'
}

/**
 * Runs `work` on the warehouse that the options or `DAYMARK_WAREHOUSE` name, else on the project's own. A path
 * that is given starts from the current folder. A file that is missing is refused with `not-built` unless the command
 * says otherwise: to ask makes nothing.
 */
export async function withWarehouse<T>(
  invocation: Invocation,
  loaded: LoadedProject,
  work: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  return onWarehouse({ invocation, loaded }, undefined, work)
}

/** Runs `work` as {@link withWarehouse} does, also where the warehouse is not there yet. */
export async function onWarehouse<T>(
  {
    invocation: { options, io },
    loaded,
  }: { readonly invocation: Invocation; readonly loaded: LoadedProject },
  unmade: Unmade | undefined,
  work: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const { directory, project } = loaded
  const fromEnvironment = io.env['DAYMARK_WAREHOUSE'] === '' ? undefined : io.env['DAYMARK_WAREHOUSE']
  const given = options.text('warehouse') ?? fromEnvironment
  const address = given ?? defaultWarehouse
  const { DAYMARK_READ_FROM: readFrom = '' } = io.env
  const opening = {
    directory: given === undefined ? directory : io.cwd,
    schema: project.schema,
    cluster: project.cluster,
    ...(readFrom !== '' && { readFrom }),
  }
  const missing = unmade?.ifMissing === 'make' ? undefined : missingWarehouse(address, opening)
  if (missing !== undefined && unmade === undefined)
    throw new Refusal('not-built', { thing: `the warehouse ${missing}`, why: 'is not there' })
  const taken = missing === undefined ? address : `${address.slice(0, address.indexOf(':'))}::memory:`
  const warehouse = await openWarehouse(taken, opening).catch(namingServer)
  try {
    return await work(explainingFailures(warehouse, loaded))
  } finally {
    await warehouse.close()
  }
}

/** Names the server that has the file open, where one left its note beside it. */
function namingServer(thrown: unknown): never {
  const server = serverOf(thrown)
  if (server === undefined || !isRefusal(thrown)) throw thrown
  const { file } = thrown.facts as { readonly file: string }
  throw new Refusal('warehouse-locked', { file, server: server.url }, { cause: thrown })
}

/** The clock's day in the project's time zone; `--now` sets the clock. */
export function todayOf(invocation: Invocation, loaded: LoadedProject): Day {
  return businessDay(nowOf(invocation, loaded), loaded.project.calendar)
}

/** What questions are asked as of: the day, and the moment up to which its rows count unless `--now` is a day alone. */
export function clockOf(invocation: Invocation, loaded: LoadedProject): Pick<Asking, 'today' | 'until'> {
  const now = nowOf(invocation, loaded)
  const isWhole = isDay(invocation.options.text('now') ?? '')
  return { today: businessDay(now, loaded.project.calendar), until: isWhole ? undefined : now }
}

/** The moment that it is; `--now` sets it, by the clock of the project's time zone where it has no offset. */
export function nowOf({ options }: Invocation, { project }: LoadedProject): Moment {
  const now = options.text('now')
  return now === undefined ? Temporal.Now.instant() : parseMoment(now, project.calendar)
}
