import { readCommandLine } from './command-line.js'
import { commands } from './commands/commands.js'
import { processIo, type Io } from './io.js'
import { reportError } from './report-error.js'

/**
 * Runs a command line and gives its exit code: 0 when all is well, 1 when a check failed, 2 for wrong use.
 *
 * @param argv without the program's own name
 * @example
 * process.exitCode = await main(['ask', 'revenue', '--period', '2025-Q4'])
 */
export async function main(argv: readonly string[], io?: Io): Promise<number> {
  const outside = io ?? processIo()
  try {
    const line = await readCommandLine(argv, commands)
    if (io === undefined && !(line.is === 'run' && line.command.endsItself))
      process.once('SIGINT', interrupted)
    if (line.is === 'run') return await line.command.run({ ...line, io: outside })
    await outside.stdout.write(line.text)
    return 0
  } catch (thrown) {
    return reportError(thrown, outside, asksForJson(argv))
  }
}

/** Ends as a process that Ctrl-C ended; what a build had not finished is not kept. */
function interrupted(): never {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  process.exit(130)
}

function asksForJson(argv: readonly string[]): boolean {
  return argv.some(
    (arg, index) => arg === '--format=json' || (arg === '--format' && argv[index + 1] === 'json'),
  )
}
