import { createInterface } from 'node:readline'

/** The DuckDB file with the ledger, and the columns that are added up, by figure: what a peer is started with. */
export const ledgerFile = process.argv[2]
export const sums = JSON.parse(process.argv[3])

/**
 * Answers on standard output, a line of JSON for each line of JSON on standard input, with the milliseconds that
 * `answer` took. What a peer's packages print themselves goes to standard error.
 */
export async function answering(answer) {
  for (const method of ['log', 'info', 'debug']) console[method] = console.error
  process.stdout.write('ready\n')
  for await (const line of createInterface({ input: process.stdin })) {
    const asked = JSON.parse(line)
    const start = performance.now()
    const figures = await answer(asked)
    process.stdout.write(`${JSON.stringify({ milliseconds: performance.now() - start, figures })}\n`)
  }
  process.exit(0)
}
