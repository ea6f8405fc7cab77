/** The dialect of the session in which files are read, whatever the warehouse: see `Warehouse.files`. */
export { duckDbDialect as filesDialect } from './duckdb/duckdb-dialect.js'
