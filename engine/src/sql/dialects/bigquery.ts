import type { SourceDialect } from '../translation/source-dialect.js'
import { everyday } from './everyday.js'
import { postgreSql } from './postgresql.js'

/** What the SQL of bigquery means. */
export const bigQuery: SourceDialect = { ...postgreSql, name: 'bigquery', functions: { ...everyday } }
