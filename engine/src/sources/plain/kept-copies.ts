import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** How long a copy that nothing asks for any more stays. */
const idleMilliseconds = 3_600_000

/** A copy, and what its making told. */
interface Copy<T> {
  readonly path: string
  readonly told: T
}

interface KeptCopy {
  /** What the copy was made of. */
  readonly of: string
  readonly made: Promise<Copy<unknown>>
  idle: NodeJS.Timeout
}

/**
 * Copies of files in the form in which DuckDB reads them, in a folder of the process. A copy goes when the file that it
 * was made of changes, an hour after it was last asked for, and when the process ends.
 */
class KeptCopies {
  readonly #copies = new Map<string, KeptCopy>()
  #folder: string | undefined
  #count = 0

  /** The copy of something; `make` is given the path where it is to write, unless it is there already. */
  copyOf<T>(
    what: { readonly path: string; readonly how: string; readonly mark: string; readonly ending: string },
    make: (path: string) => Promise<T>,
  ): Promise<Copy<T>> {
    const key = JSON.stringify([what.path, what.how])
    const known = this.#copies.get(key)
    if (known?.of === what.mark) {
      known.idle.refresh()
      return known.made as Promise<Copy<T>>
    }
    this.#forget(key)
    const path = join(this.#ownFolder(), `${String((this.#count += 1))}${what.ending}`)
    const made = make(path).then((told) => ({ path, told }))
    const idle = setTimeout(() => {
      this.#forget(key)
    }, idleMilliseconds)
    idle.unref()
    this.#copies.set(key, { of: what.mark, made, idle })
    made.catch(() => {
      this.#forget(key)
      return rm(path, { force: true })
    })
    return made
  }

  #forget(key: string): void {
    const known = this.#copies.get(key)
    if (known === undefined) return
    clearTimeout(known.idle)
    this.#copies.delete(key)
    known.made.then(({ path }) => rm(path, { force: true })).catch(() => undefined)
  }

  #ownFolder(): string {
    if (this.#folder !== undefined) return this.#folder
    removeLeftovers()
    const folder = mkdtempSync(join(tmpdir(), `${prefix}${String(process.pid)}-`))
    process.once('exit', () => {
      rmSync(folder, { recursive: true, force: true })
    })
    this.#folder = folder
    return folder
  }
}

const prefix = 'daymark-copies-'

/** Folders of processes that were killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

export const keptCopies = new KeptCopies()
