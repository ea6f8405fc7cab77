import type { SourceDialect } from '../translation/source-dialect.js'
import { everyday } from './everyday.js'
import { postgreSql } from './postgresql.js'

/** What the SQL of clickhouse means. */
export const clickHouse: SourceDialect = { ...postgreSql, name: 'clickhouse', functions: { ...everyday } }
