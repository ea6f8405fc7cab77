import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { missingWarehouse, openWarehouse } from '../../src/warehouses/open-warehouse.js'

const directory = mkdtempSync(join(tmpdir(), 'daymark-secrets-'))

/** Long enough not to be part of a message by chance, with the signs that addresses have a meaning for. */
const secret = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9]{7,9}$/),
    fc.array(fc.constantFrom('@', '/', ':', '?', '#', '%', '&', '=', ' ', "'", '"', '\\', 'ü', '%4'), {
      maxLength: 4,
    }),
    fc.stringMatching(/^[A-Za-z0-9]{7,9}$/),
  )
  .map(([start, signs, end]) => ({ text: `${start}${signs.join('')}${end}`, parts: [start, end] }))

/** Ways in which people write an address; nobody listens at port 9. */
const forms: readonly ((password: string) => string)[] = [
  (password) => `postgres://ann:${password}@127.0.0.1:9/shop`,
  (password) => `postgres://ann:${encodeURIComponent(password)}@127.0.0.1:9/shop`,
  (password) => `postgres://ann:${encodeURIComponent(password)}@127.0.0.1:port/shop`,
  (password) => `postgres://127.0.0.1:9/shop?user=ann&password=${encodeURIComponent(password)}`,
  (password) => `postgres//ann:${password}@127.0.0.1:9/shop`,
  (password) => `clickhouse://ann:${password}@127.0.0.1:9/shop`,
  (password) => `clickhouse://ann:${encodeURIComponent(password)}@127.0.0.1:9/shop?secure=1`,
  (password) => `clickhouse://127.0.0.1:9/shop?password=${encodeURIComponent(password)}`,
  (password) => `http://ann:${password}@127.0.0.1:9/shop`,
  (password) => `mysql://ann:${password}@127.0.0.1:9/shop`,
  (password) => `duckdb://ann:${password}@127.0.0.1:9/shop`,
  (password) => `duckdb:postgres://ann:${password}@127.0.0.1:9/shop`,
  (password) =>
    `host=127.0.0.1 port=9 user=ann password='${password.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
  (password) => `host=127.0.0.1 port=9 password=${encodeURIComponent(password)} dbname=shop`,
  (password) => `md:shop?motherduck_token=${encodeURIComponent(password)}`,
]

describe('What is thrown over an address', () => {
  it.each(forms.map((form) => [form('SECRET'), form] as const))(
    '%s: holds nothing of the password',
    (_shown, form) =>
      fc.assert(
        fc.asyncProperty(secret, async ({ text, parts }) => {
          const address = form(text)
          let thrown: unknown
          try {
            missingWarehouse(address, { directory })
            const warehouse = await openWarehouse(address, { directory })
            await warehouse.close()
          } catch (refusal) {
            thrown = refusal
          }
          expect(thrown).toMatchObject({ name: 'Refusal' })
          const printed = inspect(thrown, { depth: 9 }) + JSON.stringify(thrown)
          for (const part of parts) expect(printed).not.toContain(part)
        }),
        { numRuns: 15 },
      ),
  )
})
