import type { KeepingDays } from './day-limits.js'
import type { SheetHead } from './sheets/copy-sheet.js'
import type { Source } from './source.js'

/** How a file is read; compression is found out from the ending. */
export type FileFormat = 'csv' | 'parquet' | 'ndjson' | 'xlsx'

/** A file as it lies on disk or on a server. */
export interface PlacedFile {
  /** Absolute, with `/` between folders. */
  readonly path: string
  readonly format: FileFormat
  /** Size on disk, compressed where the file is. */
  readonly bytes: number
  /** Where DuckDB reads it, if not where it lies: a copy of what lies on a server, or one as plain text. */
  readonly read?: string
  /** Of a workbook, the sheet that has been copied. */
  readonly head?: SheetHead
  /** Of a file on a server: where it is asked for. Its `path` is the same without what is secret. */
  readonly address?: string
  /** Changes whenever the file does, whatever its times are set to: its place on disk, size and times. */
  readonly mark: string
}

/** The path at which DuckDB reads a file. */
export function readPath({ path, read }: Pick<PlacedFile, 'path' | 'read'>): string {
  return read ?? path
}

/** A file's path for people, with the sheet that is read of a workbook. */
export function placeOfFile({ path, head }: Pick<PlacedFile, 'path' | 'head'>): string {
  return head === undefined ? path : `${path}, sheet "${head.sheet}"`
}

/** A source whose files have been found. */
export interface PlacedSource {
  readonly source: Source
  /** The files in order of their paths; undefined for a source that is a table. */
  readonly files: readonly PlacedFile[] | undefined
  /** Where its rows are kept and by which columns they are counted. Default: `ownDays`. */
  readonly keeping?: KeepingDays
}
