import type { SourceDialect } from '../translation/source-dialect.js'
import { everyday } from './everyday.js'
import { postgreSql } from './postgresql.js'

/** What the SQL of snowflake means. */
export const snowflake: SourceDialect = { ...postgreSql, name: 'snowflake', functions: { ...everyday } }
