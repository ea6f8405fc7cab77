import { join, resolve } from 'node:path'
import { explainingFailures } from '../builds/explained-failures.js'
import { runBuild, type BuildReport, type BuildRequest } from '../builds/run-build.js'
import { businessDay } from '../calendar/business-day.js'
import { isDay } from '../calendar/day.js'
import { parseMoment, type Moment } from '../calendar/moment.js'
import { checkProject, type Finding } from '../project/check-project.js'
import { loadedProject } from '../project/load-project.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { DimensionName, MetricName, Project } from '../project/project.js'
import { RollupCache } from '../rollups/rollup-cache.js'
import { openWarehouse } from '../warehouses/open-warehouse.js'
import type { Warehouse } from '../warehouses/warehouse.js'
import type { Answer } from './answer.js'
import { ask, type Asking } from './ask.js'
import { explain, type Explanation } from './explain.js'
import type { Question } from './question.js'

/** Where an opened project lies, and what it is opened with. */
export interface OpenOptions {
  /** The project's folder: where relative paths start. Default: the current folder. */
  readonly directory?: string
  /** The warehouse's address. Default: `duckdb:.daymark/warehouse.duckdb` in the project's folder. */
  readonly warehouse?: string
  /** The address of a replica of a PostgreSQL warehouse, on which answers are read. Default: they are read where builds write. */
  readonly readFrom?: string
  /** Values of the project's parameters. */
  readonly set?: Readonly<Record<string, string>>
  /**
   * The clock of builds, plans and answers: gives ISO 8601. Rows of today that are dated later do not count yet; of a day
   * alone, such as `2026-01-15`, all rows count. Default: the machine's.
   */
  readonly now?: () => string
  /** How many megabytes of what was read of rollups are kept in memory. Default: 256. */
  readonly cacheMegabytes?: number
}

/** A project with its warehouse, ready to be built and asked. Metrics and dimensions are the project's own names. */
export interface OpenedProject<P extends Project> {
  build(options?: Pick<BuildRequest, 'full' | 'select' | 'onProgress'>): Promise<BuildReport>
  check(): Promise<readonly Finding[]>
  ask(question: Question<MetricName<P>, DimensionName<P>>): Promise<Answer<MetricName<P>, DimensionName<P>>>
  explain(question: Question<MetricName<P>, DimensionName<P>>): Promise<Explanation>
  close(): Promise<void>
}

/**
 * Opens a project on a warehouse. A metric or a dimension that the project does not have does not compile.
 *
 * @throws Refusal where the warehouse cannot be opened
 * @example
 * const shop = await openProject(project, { directory: 'examples/online-retail' })
 * await shop.build()
 * const { total } = await shop.ask({ metrics: ['revenue'], period: '2011-Q3' })
 * await shop.close()
 */
export async function openProject<P extends Project>(
  project: P,
  options: OpenOptions = {},
): Promise<OpenedProject<P>> {
  const directory = resolve(options.directory ?? '.')
  const file = join(directory, 'daymark.config.ts')
  const loaded = loadedProject(project, { directory, file, set: options.set ?? {} })
  const address = options.warehouse ?? 'duckdb:.daymark/warehouse.duckdb'
  const { schema, cluster } = project
  const opened = await openWarehouse(address, { directory, schema, cluster, readFrom: options.readFrom })
  const warehouse = explainingFailures(opened, loaded)
  const now = options.now ?? (() => new Date().toISOString())
  const cache = new RollupCache({ megabytes: options.cacheMegabytes })
  return new Opened<P>({ loaded, warehouse, cache }, () => clockAt(now(), project))
}

interface Clock extends Pick<Asking, 'today' | 'until'> {
  readonly now: Moment
}

/** A moment as a project's questions are asked as of it; of a day alone all rows count. */
function clockAt(text: string, { calendar }: Project): Clock {
  const now = parseMoment(text, calendar)
  return { now, today: businessDay(now, calendar), until: isDay(text) ? undefined : now }
}

class Opened<P extends Project> implements OpenedProject<P> {
  readonly #loaded: LoadedProject
  readonly #warehouse: Warehouse
  readonly #cache: RollupCache
  readonly #clock: () => Clock

  constructor(
    { loaded, warehouse, cache }: { loaded: LoadedProject; warehouse: Warehouse; cache: RollupCache },
    clock: () => Clock,
  ) {
    this.#loaded = loaded
    this.#warehouse = warehouse
    this.#cache = cache
    this.#clock = clock
  }

  build(options: Pick<BuildRequest, 'full' | 'select' | 'onProgress'> = {}): Promise<BuildReport> {
    const { now } = this.#clock()
    return runBuild({ loaded: this.#loaded, warehouse: this.#warehouse, now, ...options })
  }

  check(): Promise<readonly Finding[]> {
    return checkProject(this.#loaded)
  }

  ask(question: Question<MetricName<P>, DimensionName<P>>): Promise<Answer<MetricName<P>, DimensionName<P>>> {
    return ask(question, this.#asking()) as Promise<Answer<MetricName<P>, DimensionName<P>>>
  }

  explain(question: Question<MetricName<P>, DimensionName<P>>): Promise<Explanation> {
    return explain(question, this.#asking())
  }

  close(): Promise<void> {
    return this.#warehouse.close()
  }

  #asking() {
    const [loaded, warehouse, cache] = [this.#loaded, this.#warehouse, this.#cache]
    const { today, until } = this.#clock()
    return { loaded, warehouse, cache, today, until }
  }
}
