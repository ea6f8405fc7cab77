import { Refusal } from '../errors.js'

/** What a session may be given. */
export interface SessionOptions {
  /**
   * When it fires the running statement is stopped, nothing more is run, and the session ends with the refusal
   * `interrupted`. A write that has been completed by then stays.
   */
  readonly signal?: AbortSignal | undefined
}

/** What a reader may be given. */
export interface ReadOptions extends SessionOptions {
  /**
   * Whether nothing but tables that the engine keeps is read. Nobody else writes them: a warehouse that knows of every
   * write may give the session of an earlier reader on, of the same state, and what it has read already.
   */
  readonly onlyStored?: boolean
}

/** Refuses with `interrupted` where the signal has fired. */
export function refuseInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Refusal('interrupted', {})
}

/** How the statement that runs is stopped. */
export interface Stopping extends SessionOptions {
  readonly stop: () => void
  /** Milliseconds after which it is stopped again: what has not begun when it is stopped would run on. */
  readonly again: number
}

/** Runs `work`; when the signal fires, stops its statements until it has ended. */
export async function interruptible<T>(
  { signal, stop, again }: Stopping,
  work: () => Promise<T>,
): Promise<T> {
  if (signal === undefined) return work()
  refuseInterrupted(signal)
  let repeating: NodeJS.Timeout | undefined
  const begin = () => {
    stop()
    repeating = setInterval(stop, again)
  }
  signal.addEventListener('abort', begin, { once: true })
  try {
    return await work()
  } catch (thrown) {
    if (signal.aborted) throw new Refusal('interrupted', {}, { cause: thrown })
    throw thrown
  } finally {
    signal.removeEventListener('abort', begin)
    clearInterval(repeating)
  }
}
