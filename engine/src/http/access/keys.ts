import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

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

const form = /^dmk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

/** The keys of a file, read again whenever it has changed: a key that is revoked is refused at once. */
export class Keys {
  #read: { readonly at: number; readonly keys: readonly Key[] } | undefined

  constructor(private readonly file: string) {}

  /** All keys, also those that are revoked or have expired. */
  all(): readonly Key[] {
    if (!existsSync(this.file)) return []
    const at = statSync(this.file).mtimeMs
    if (this.#read?.at !== at) {
      const { keys } = JSON.parse(readFileSync(this.file, 'utf8')) as { keys: readonly Key[] }
      this.#read = { at, keys }
    }
    return this.#read.keys
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
    mkdirSync(dirname(this.file), { recursive: true })
    const beside = `${this.file}.${randomBytes(4).toString('hex')}`
    writeFileSync(beside, `${JSON.stringify({ keys }, null, 2)}\n`, { mode: 0o600 })
    renameSync(beside, this.file)
    this.#read = undefined
  }
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
