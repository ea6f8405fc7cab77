import { main } from '../../dist/cli/main.js'
import type { Output } from '../../dist/cli/io.js'

/** What a command line did. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Surroundings {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Whether both outputs are terminals. */
  readonly isTTY?: boolean
  readonly columns?: number
  /** What happens to what is written to stdout, in place of being kept. */
  readonly writeToStdout?: () => Promise<void>
}

/**
 * Runs a command line in this process, its words separated by blanks or given one by one. It is the compiled
 * engine that runs, as it does for users: `npm run build` comes first.
 */
export async function runCli(line: string | readonly string[], surroundings: Surroundings): Promise<Ran> {
  const { cwd, env = {}, isTTY = false, columns, writeToStdout } = surroundings
  const stdout: string[] = []
  const stderr: string[] = []
  const outputTo = (texts: string[]): Output => ({
    write: (text) => {
      texts.push(text)
      return Promise.resolve()
    },
    isTTY,
    columns,
  })
  const outside = { ...outputTo(stdout), ...(writeToStdout && { write: writeToStdout }) }
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line
  const code = await main(argv, { stdout: outside, stderr: outputTo(stderr), cwd, env })
  return { code, stdout: stdout.join(''), stderr: stderr.join('') }
}
