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

const sameThread: Gap = { because: 'never', why: "PGlite runs in the caller's own thread" }

const pglite: Readonly<Record<string, Gap>> = {
  ...postgres,
  'shows a reader one state throughout, while writers change, make anew and drop': oneSession,
  'shows nothing of a write before it has ended': oneSession,
  'stops the statement that a reader waits for, and reads on afterwards': sameThread,
  'stops a writer, of whom nothing remains, and writes on afterwards': sameThread,
}

/** The engine in process cannot be told to stop; a server stops a read when its connection is closed. */
const runsOn: Gap = { because: 'upstream', why: "chdb's interface has no way to interrupt a statement" }

const chdb: Readonly<Record<string, Gap>> = {
  'stops the statement that a reader waits for, and reads on afterwards': runsOn,
  'stops a writer, of whom nothing remains, and writes on afterwards': runsOn,
}

/** Warehouse → name of the case → why it cannot. */
export const gaps: Partial<Record<ServerName, Readonly<Record<string, Gap>>>> = {
  pglite,
  postgres,
  chdb,
}
