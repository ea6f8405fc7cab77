/** Writes docs/sql.md: what is known of each dialect, from the tables that translate it. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sqlPage } from './sql-page.js'

writeFileSync(fileURLToPath(new URL('sql.md', import.meta.url)), await sqlPage())
