import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { DuckDBConnection } from '@duckdb/node-api'

const file = fileURLToPath(new URL('RESULTS.md', import.meta.url))
const opening = `# What was measured

Each section is written by the command that stands in it. Only ratios within one section's run mean something: machines
are shared and noisy.
`

/** What a section reports: its heading, the command that wrote it, and its text as markdown. */
export interface Section {
  readonly heading: string
  readonly command: string
  readonly text: string
}

/** Whether a bench runs only to show that it still does: at its smallest scale, and without a word in RESULTS.md. */
export const isSmoke = process.env['DAYMARK_BENCH_SMOKE'] === '1'

/** Puts a section into RESULTS.md, in the place of the one with the same heading. */
export function writeSection({ heading, command, text }: Section): void {
  if (isSmoke) {
    console.log(`${heading}: it runs.`)
    return
  }
  const written = existsSync(file) ? readFileSync(file, 'utf8') : opening
  const [start = opening, ...sections] = written.split(/^(?=## )/m)
  const section = `## ${heading}\n\n\`${command}\`, on ${machine()}.\n\n${text.trim()}\n\n`
  const others = sections.filter((each) => !each.startsWith(`## ${heading}\n`))
  const all = [...others, section].sort((one, other) => (one < other ? -1 : 1))
  writeFileSync(file, `${start.trimEnd()}\n\n${all.join('').trimEnd()}\n`)
  console.log(section)
}

function machine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} cores (${first?.model.trim() ?? 'unknown'}), ${memory} GB, Node ${process.versions.node}`
}

/** The middle of some numbers; of an even count the mean of the two in the middle. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  const middle = sorted.length / 2
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}

/** What 95 in a hundred numbers do not exceed. */
export function percentile95(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? NaN
}

/** How much of its file a table takes, in MB, by the blocks that it lies in. */
export async function megabytes(connection: DuckDBConnection, table: string): Promise<string> {
  const found = await connection.runAndReadAll(
    `SELECT count(DISTINCT block_id) AS blocks FROM pragma_storage_info('daymark.${table}') WHERE block_id IS NOT NULL`,
  )
  return (Number(found.getRows()[0]?.[0]) / 4).toFixed(1)
}

/** `1.23 (1.10–1.40)`: the median of times in seconds, and between which they lie. */
export function spread(seconds: readonly number[], digits = 2): string {
  const fixed = (number: number) => number.toFixed(digits)
  return `${fixed(median(seconds))} (${fixed(Math.min(...seconds))}–${fixed(Math.max(...seconds))})`
}

/** A markdown table. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
