import { createHash } from 'node:crypto'
import { json } from '../documents/json.js'
import { Refusal } from '../errors.js'
import type { ReadSession, Warehouse } from '../warehouses/warehouse.js'
import { Slots } from './slots.js'

/** An answer as it is sent. */
export interface Sendable {
  readonly body: string
  /** A mark of the body. */
  readonly etag: string
  /** The version of the data that all of it is of. */
  readonly version: string
}

/** What is answered, once for all who ask for the same. */
export interface Asked {
  /** What is asked for, by whom and as of when: whatever decides about the answer beside the data. */
  readonly key: string
  readonly figures: 'number' | 'text' | undefined
  /** Finds the document in a session. */
  readonly work: (session: ReadSession) => Promise<object>
  readonly signal: AbortSignal
}

interface Flight {
  readonly promise: Promise<Sendable>
  readonly controller: AbortController
  waiting: number
}

export interface AnswersOptions {
  readonly warehouse: Warehouse
  /** The version of the data that a session sees. */
  readonly versionIn: (session: ReadSession) => Promise<string>
  /** How many bytes of answers are kept. */
  readonly bytes: number
  /** How many questions are answered at a time. */
  readonly atATime: number
  readonly mostWaiting: number
  /** Told whether an answer was at hand. */
  readonly onLookUp?: (found: boolean) => void
}

/**
 * Answers of one version of the data, kept until there is another. Each is found in the session that its version
 * is read in, so that no answer mixes two; what many ask at once is asked of the warehouse once, and stopped when
 * nobody waits for it any more.
 */
export class Answers {
  readonly #options: AnswersOptions
  readonly #kept = new Map<string, Sendable>()
  readonly #flights = new Map<string, Flight>()
  readonly #slots: Slots
  #bytes = 0
  #reading: Promise<unknown> = Promise.resolve()
  #nextReading: Promise<string> | undefined

  constructor(options: AnswersOptions) {
    this.#options = options
    this.#slots = new Slots(options.atATime, options.mostWaiting)
  }

  /** @throws Refusal `interrupted` when the signal fires, and whatever the work refuses */
  async find(asked: Asked): Promise<Sendable> {
    const { signal } = asked
    const version = await unlessAborted(signal, this.#versionNow())
    const key = JSON.stringify([version, asked.figures ?? 'number', asked.key])
    const kept = this.#kept.get(key)
    this.#options.onLookUp?.(kept !== undefined)
    if (kept !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, kept)
      return kept
    }
    const flight = this.#flights.get(key) ?? this.#start(key, asked)
    flight.waiting += 1
    try {
      return await unlessAborted(signal, flight.promise)
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) {
        this.#flights.delete(key)
        flight.controller.abort()
      }
    }
  }

  /** The version as it is now, or later: all who ask while one is read share the next reading. */
  #versionNow(): Promise<string> {
    const { warehouse, versionIn } = this.#options
    this.#nextReading ??= this.#reading.then(() => {
      this.#nextReading = undefined
      const reading = warehouse.read(versionIn, { onlyStored: true })
      this.#reading = reading.catch(() => undefined)
      return reading
    })
    return this.#nextReading
  }

  #start(key: string, { work, figures, key: without }: Asked): Flight {
    const controller = new AbortController()
    const { warehouse, versionIn } = this.#options
    const promise = this.#slots
      .take(() =>
        warehouse.read(
          async (session) => {
            const version = await versionIn(session)
            return { version, body: json(await work(session), figures) }
          },
          { signal: controller.signal },
        ),
      )
      .then(({ version, body }) => {
        const etag = createHash('sha256').update(body).digest('base64url').slice(0, 22)
        const sendable = { body, etag, version }
        this.#keep(JSON.stringify([version, figures ?? 'number', without]), sendable)
        return sendable
      })
    const flight: Flight = { promise, controller, waiting: 0 }
    // Whoever waits is told of a failure; where nobody does any more, it is nobody's.
    promise.catch(() => undefined)
    this.#flights.set(key, flight)
    return flight
  }

  #keep(key: string, sendable: Sendable): void {
    this.#bytes += sendable.body.length - (this.#kept.get(key)?.body.length ?? 0)
    this.#kept.set(key, sendable)
    for (const [oldest, { body }] of this.#kept) {
      if (this.#bytes <= this.#options.bytes) return
      this.#kept.delete(oldest)
      this.#bytes -= body.length
    }
  }
}

/** A promise's result, or the refusal `interrupted` as soon as the signal fires. */
async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  if (signal.aborted) {
    promise.catch(() => undefined)
    throw new Refusal('interrupted', {})
  }
  let stop = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(new Refusal('interrupted', {}))
    }
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
