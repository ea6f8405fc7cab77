import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { sqlPage } from '../../../docs/sql-page.js'

it('docs/sql.md says what the tables know; `npm run docs:sql` writes it', async () => {
  const written = readFileSync(new URL('../../../docs/sql.md', import.meta.url), 'utf8')
  expect(written).toBe(await sqlPage())
})
