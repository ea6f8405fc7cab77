import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Refusal } from '../../errors.js'
import { messageOf } from '../../warehouses/warehouse-error.js'

/** A key as it is kept: its secret is known to whoever holds it alone. */
export interface Key {
  readonly id: string
  /** Whose it is, for the log and the audit trail. */
  readonly name: string
  /** The role that it gives; null in a project without roles. */
  readonly role: string | null
  /** SHA-256 of the secret, which is 32 random bytes. */
  readonly hash: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly revokedAt: string | null
}

/** The file that keeps a project's keys. */
export function keysFile(directory: string): string {
  return join(directory, '.daymark', 'keys.json')
}

const kept = z.object({
  keys: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      role: z.string().nullable(),
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      createdAt: z.string(),
      expiresAt: z.string().nullable(),
      revokedAt: z.string().nullable(),
    }),
  ),
})

const form = /^dmk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

/** The keys of a file, read again whenever it has changed: a key that is revoked is refused at once. */
export class Keys {
  #read: { readonly at: string; readonly keys: readonly Key[] } | undefined

  constructor(private readonly file: string) {}

  /**
   * All keys, also those that are revoked or have expired; none where there is no file.
   *
   * @throws Refusal `keys-unreadable` where the file is empty, damaged or closed to this process
   */
  all(): readonly Key[] {
    try {
      const found = statSync(this.file, { bigint: true, throwIfNoEntry: false })
      if (found === undefined) return []
      const at = [found.ino, found.size, found.mtimeNs, found.ctimeNs].join()
      if (this.#read?.at !== at)
        this.#read = { at, ...kept.parse(JSON.parse(readFileSync(this.file, 'utf8'))) }
      return this.#read.keys
    } catch (cause) {
      const problem = cause instanceof z.ZodError ? z.prettifyError(cause) : messageOf(cause)
      throw new Refusal('keys-unreadable', { file: this.file, problem }, { cause })
    }
  }

  /** The key that a text is; undefined for one that is unknown, revoked or has expired. */
  find(text: string, now: string): Key | undefined {
    const [, id, secret] = form.exec(text) ?? []
    if (id === undefined || secret === undefined) return undefined
    const key = this.all().find((each) => each.id === id)
    if (key === undefined || !timingSafeEqual(digest(secret), Buffer.from(key.hash, 'hex'))) return undefined
    const isOver = key.revokedAt !== null || (key.expiresAt !== null && key.expiresAt <= now)
    return isOver ? undefined : key
  }

  /** Makes a key; the text is told here and never again. */
  create(given: Pick<Key, 'name' | 'role' | 'expiresAt'>, now: string): { key: Key; text: string } {
    const [id, secret] = [randomBytes(6).toString('hex'), randomBytes(32).toString('base64url')]
    const key: Key = {
      ...given,
      id,
      hash: digest(secret).toString('hex'),
      createdAt: now,
      revokedAt: null,
    }
    this.#write([...this.all(), key])
    return { key, text: `dmk_${id}_${secret}` }
  }

  /** Revokes a key by its id; the key, or undefined where there is none. */
  revoke(id: string, now: string): Key | undefined {
    const key = this.all().find((each) => each.id === id)
    if (key === undefined) return undefined
    const revoked = { ...key, revokedAt: key.revokedAt ?? now }
    this.#write(this.all().map((each) => (each.id === id ? revoked : each)))
    return revoked
  }

  #write(keys: readonly Key[]): void {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 })
    const beside = `${this.file}.${randomBytes(4).toString('hex')}`
    writeFileSync(beside, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600 })
    renameSync(beside, this.file)
    this.#read = undefined
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
