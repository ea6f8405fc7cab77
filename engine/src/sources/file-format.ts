import type { FileFormat } from './placed-source.js'

const formats: Readonly<Record<string, FileFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  txt: 'csv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  json: 'ndjson',
  parquet: 'parquet',
  xlsx: 'xlsx',
  xlsm: 'xlsx',
}

/** The endings of files that are read, in any letter case. */
export const fileEndings: readonly string[] = Object.entries(formats).flatMap(([ending, format]) =>
  format === 'parquet' || format === 'xlsx'
    ? [`.${ending}`]
    : [`.${ending}`, `.${ending}.gz`, `.${ending}.zst`],
)

/** The ending by which a file is read, in lower case; undefined when it is none that is. */
export function fileEnding(path: string): string | undefined {
  const lower = path.toLowerCase()
  return fileEndings.find((ending) => lower.endsWith(ending))
}

/** The format that an ending of {@link fileEndings} stands for. */
export function formatOf(ending: string): FileFormat {
  return formats[ending.split('.')[1] ?? ''] ?? 'csv'
}

/** How a file is compressed, in DuckDB's words. */
export function compressionOf(path: string): 'gzip' | 'zstd' | 'none' {
  const lower = path.toLowerCase()
  if (lower.endsWith('.gz')) return 'gzip'
  return lower.endsWith('.zst') ? 'zstd' : 'none'
}
