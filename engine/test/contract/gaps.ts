import type { ServerName } from '../servers/warehouses.js'
import type { Gap } from './contract-case.js'

const postgres: Readonly<Record<string, Gap>> = {
  'keeps the character NUL': {
    because: 'never',
    code: '22021',
    why: 'text in PostgreSQL holds every character but NUL',
  },
}

/** PGlite has one session for all of its connections: a second one waits until the first has ended. */
const oneSession: Gap = { because: 'never', why: 'PGlite has one session for all connections' }

const pglite: Readonly<Record<string, Gap>> = {
  ...postgres,
  'shows a reader one state throughout, while writers change, make anew and drop': oneSession,
  'shows nothing of a write before it has ended': oneSession,
  'runs a statement of 2,000 parts': {
    because: 'upstream',
    code: '26000',
    why: 'its stack is too small for so deep a statement',
  },
}

/** Warehouse → name of the case → why it cannot. */
export const gaps: Partial<Record<ServerName, Readonly<Record<string, Gap>>>> = { pglite, postgres }
