import { randomUUID } from 'node:crypto'
import { EventEmitter, on } from 'node:events'
import type { Logger } from 'pino'
import { runBuild, type BuildProgress, type BuildReport } from '../builds/run-build.js'
import type { Moment } from '../calendar/moment.js'
import {
  contractRules,
  exampleUnit,
  isRefusal,
  Refusal,
  type Place,
  type ContractViolation,
  type ExampleUnit,
  type Refusals,
} from '../errors.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { stoppable } from '../warehouses/stoppable.js'
import type { Warehouse } from '../warehouses/warehouse.js'

/** One build of this server, as it stands. */
export interface BuildRun {
  readonly id: string
  readonly state: 'running' | 'done' | 'failed' | 'stopped'
  /** Who asked for it; `schedule` where nobody did. */
  readonly by: string
  readonly full: boolean
  readonly startedAt: string
  readonly endedAt: string | null
  /** The step that it is at, or was at last. */
  readonly progress: BuildProgress | null
  readonly work: readonly { readonly thing: string; readonly does: string; readonly because: string }[]
  readonly notices: readonly string[]
  /** Why it failed. */
  readonly problem: {
    readonly code: string
    readonly detail: string
    readonly fix: string
    /** Where in the project's files the mistake stands, where that is known. */
    readonly where?: Place | undefined
  } | null
  /** Where a broken contract is why it failed: in which ways. */
  readonly violations: readonly BrokenRule[]
}

/** A way in which rows break a contract, with the rule in words. */
export interface BrokenRule extends Omit<ContractViolation, 'examples' | 'hint' | 'unit'> {
  readonly says: string
  readonly examples: readonly {
    readonly row: number | null
    readonly value: string | null
    readonly key: string | null
  }[]
  readonly hint: string | null
  readonly unit: ExampleUnit
}

export interface BuildRunsOptions {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  readonly now: () => Moment
  readonly log: Logger
  /** Told when a build has ended. */
  readonly onEnd?: (run: BuildRun) => void
}

const remembered = 50

/** The builds of this server: one at a time, each followed by whoever wants to. */
export class BuildRuns {
  readonly #options: BuildRunsOptions
  readonly #runs = new Map<string, BuildRun>()
  readonly #changes = new EventEmitter({ captureRejections: false })
  #running:
    { readonly id: string; readonly ended: Promise<void>; readonly controller: AbortController } | undefined

  constructor(options: BuildRunsOptions) {
    this.#options = options
    this.#changes.setMaxListeners(0)
  }

  /** The latest first. */
  all(): readonly BuildRun[] {
    return [...this.#runs.values()].toReversed()
  }

  get(id: string): BuildRun | undefined {
    return this.#runs.get(id)
  }

  get isRunning(): boolean {
    return this.#running !== undefined
  }

  /**
   * Starts a build.
   *
   * @throws Refusal `build-under-way`
   */
  start({ by, full }: Pick<BuildRun, 'by' | 'full'>): BuildRun {
    const { now } = this.#options
    const before = this.#running && this.#runs.get(this.#running.id)
    if (before !== undefined) throw new Refusal('build-under-way', { since: before.startedAt })
    const run: BuildRun = {
      id: randomUUID(),
      state: 'running',
      by,
      full,
      startedAt: now().toString({ smallestUnit: 'millisecond' }),
      endedAt: null,
      progress: null,
      work: [],
      notices: [],
      problem: null,
      violations: [],
    }
    for (const oldest of this.#runs.keys()) {
      if (this.#runs.size < remembered) break
      this.#runs.delete(oldest)
    }
    const controller = new AbortController()
    this.#runs.set(run.id, run)
    this.#running = { id: run.id, controller, ended: this.#run(run, controller.signal) }
    return run
  }

  /** A build's states as they come: the present one first, the last when it has ended. */
  async *follow(id: string, signal: AbortSignal): AsyncGenerator<BuildRun> {
    const changes = on(this.#changes, id, { signal }) as AsyncIterable<[BuildRun]>
    const run = this.#runs.get(id)
    if (run === undefined) return
    yield run
    if (run.state !== 'running') return
    for await (const [changed] of changes) {
      yield changed
      if (changed.state !== 'running') return
    }
  }

  /** Rolls the running build back, and resolves when that is done. */
  async stop(): Promise<void> {
    this.#running?.controller.abort()
    await this.#running?.ended
  }

  async #run(run: BuildRun, signal: AbortSignal): Promise<void> {
    const { loaded, warehouse, now, log, onEnd } = this.#options
    try {
      const report = await runBuild({
        loaded,
        warehouse: stoppable(warehouse, signal),
        full: run.full,
        now: now(),
        onProgress: (progress) => {
          this.#change(run.id, { progress })
        },
      })
      this.#change(run.id, { ...outcome(report), state: 'done' })
    } catch (thrown) {
      const isStopped = signal.aborted
      if (!isRefusal(thrown)) log.error({ err: thrown, build: run.id }, 'a build failed')
      const state = isStopped ? 'stopped' : 'failed'
      this.#change(run.id, { state, problem: problemOf(thrown), violations: violationsOf(thrown) })
    }
    this.#running = undefined
    const ended = this.#runs.get(run.id)
    if (ended === undefined) return
    log.info({ build: run.id, state: ended.state, by: run.by }, 'build ended')
    onEnd?.(ended)
  }

  #change(id: string, change: Partial<BuildRun>): void {
    const run = this.#runs.get(id)
    if (run === undefined) return
    const isOver = change.state !== undefined
    const endedAt = isOver ? this.#options.now().toString({ smallestUnit: 'millisecond' }) : null
    const changed = { ...run, ...change, endedAt }
    this.#runs.set(id, changed)
    this.#changes.emit(id, changed)
  }
}

function outcome({ work, notices }: BuildReport): Pick<BuildRun, 'work' | 'notices'> {
  return { work: work.map(({ thing, does, because }) => ({ thing, does, because })), notices }
}

function problemOf(thrown: unknown): NonNullable<BuildRun['problem']> {
  if (isRefusal(thrown)) {
    const { code, message: detail, fix, where } = thrown
    return { code, detail, fix, ...(where && { where }) }
  }
  return { code: 'bug', detail: 'This is a bug in Daymark.', fix: 'Report it with what the log says.' }
}

function violationsOf(thrown: unknown): readonly BrokenRule[] {
  if (!isRefusal(thrown) || thrown.code !== 'contract-broken') return []
  const { violations } = thrown.facts as Refusals['contract-broken']
  return violations.map((violation) => ({
    ...violation,
    says: contractRules[violation.rule],
    examples: violation.examples.map(({ row, value, key }) => ({
      row: row ?? null,
      value,
      key: key ?? null,
    })),
    hint: violation.hint ?? null,
    unit: exampleUnit(violation),
  }))
}
