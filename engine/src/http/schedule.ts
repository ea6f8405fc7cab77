import { Cron } from 'croner'
import { isRefusal, Refusal } from '../errors.js'
import { messageOf } from '../warehouses/warehouse-error.js'
import type { Service } from './service.js'

/** Builds that are started by the clock. */
export interface Schedule {
  /** When the next one starts, as the clock of the project's time zone says; null where none does. */
  readonly next: string | null
  stop(): void
}

/**
 * Starts a build whenever a cron pattern says so, in the project's time zone. While one is under way the next is
 * left out.
 *
 * @throws Refusal `invalid-schedule`
 */
export function schedule(
  every: string,
  { builds, loaded, log }: Pick<Service, 'builds' | 'loaded' | 'log'>,
): Schedule {
  const { timeZone } = loaded.project.calendar
  const start = () => {
    try {
      builds.start({ by: 'schedule', full: false })
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      log.info({ code: thrown.code }, 'a scheduled build is left out')
    }
  }
  const cron = scheduled(every, { timeZone, start })
  return {
    get next() {
      return cron.nextRun()?.toLocaleString('sv-SE', { timeZone }) ?? null
    },
    stop: () => {
      cron.stop()
    },
  }
}

function scheduled(every: string, { timeZone, start }: { timeZone: string; start: () => void }): Cron {
  try {
    return new Cron(every, { timezone: timeZone }, start)
  } catch (cause) {
    throw new Refusal('invalid-schedule', { every, problem: messageOf(cause) }, { cause })
  }
}
