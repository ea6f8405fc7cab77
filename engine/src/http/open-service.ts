import type { Logger } from 'pino'
import { explainingFailures } from '../builds/explained-failures.js'
import type { Moment } from '../calendar/moment.js'
import type { LoadedProject } from '../project/loaded-project.js'
import type { Warehouse } from '../warehouses/warehouse.js'
import { gate, isOpen } from './access/gate.js'
import { Keys } from './access/keys.js'
import { tokenCheck, type TokenOptions } from './access/tokens.js'
import { Answers } from './answers.js'
import { BuildRuns } from './build-runs.js'
import { versionIn } from './data-version.js'
import { usualLimits, type Limits } from './limits.js'
import { measurements } from './measurements.js'
import type { Service } from './service.js'

/** What a server is made from. */
export interface ServiceOptions {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  readonly now: () => Moment
  /** Whether the clock is set to a day alone. Default: it is not. */
  readonly isDayAlone?: boolean
  /** The file that keeps API keys. */
  readonly keysFile: string
  readonly tokens?: TokenOptions | undefined
  /** A secret for the command line of whoever runs the server. */
  readonly localSecret?: string
  readonly limits?: Partial<Limits>
  readonly log: Logger
  readonly dashboard: string | undefined
  readonly stopping?: AbortSignal
}

/**
 * How many bytes of answers are kept, how many are worked out at a time, and how many requests wait for that. DuckDB's
 * statements share four threads of Node: with a build, one is left to see whether an answer is at hand.
 */
const [keptBytes, atATime, mostWaiting] = [64 * 1024 * 1024, 2, 2000]

/**
 * Everything that the routes work with.
 *
 * @throws Refusal `keys-unreadable`
 */
export function openService(options: ServiceOptions): Service {
  const { loaded, now, keysFile, tokens, localSecret, log, dashboard } = options
  const warehouse = explainingFailures(options.warehouse, loaded)
  const measured = measurements({ isBuilding: () => builds.isRunning })
  const answers = new Answers({
    warehouse,
    versionIn: versionIn(loaded),
    bytes: keptBytes,
    atATime,
    mostWaiting,
    onLookUp: (found) => {
      measured.lookUps.inc({ found: String(found) })
    },
  })
  const builds = new BuildRuns({
    loaded,
    warehouse,
    now,
    log,
    onEnd: ({ state }) => {
      measured.builds.inc({ state })
    },
  })
  const letting = { loaded, keys: new Keys(keysFile), checkToken: tokens && tokenCheck(tokens) }
  return {
    loaded,
    warehouse,
    now,
    isOpen: isOpen(letting),
    isDayAlone: options.isDayAlone ?? false,
    answers,
    builds,
    measurements: measured,
    askerOf: gate({
      ...letting,
      ...(localSecret === undefined ? {} : { localSecret }),
      now: () => now().toString(),
    }),
    limits: { ...usualLimits, ...options.limits },
    stopping: options.stopping ?? new AbortController().signal,
    log,
    dashboard,
  }
}
