/** Where a command's text goes. */
export interface Output {
  /** Resolves when more may be written. */
  write(text: string): Promise<void>
  readonly isTTY: boolean
  /** How many characters fit in a line; undefined where nothing says so. */
  readonly columns: number | undefined
}

/** Everything outside of the process that a command touches, so that tests can run commands in theirs. */
export interface Io {
  /** What was asked for: tables, rows, SQL. */
  readonly stdout: Output
  /** Messages and progress. */
  readonly stderr: Output
  /** The folder that relative paths start from. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The process's own streams, folder and environment. A reader that goes away (`| head`) ends the process quietly. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0)
      throw error
    })
  }
  return {
    stdout: outputTo(process.stdout),
    stderr: outputTo(process.stderr),
    cwd: process.cwd(),
    env: process.env,
  }
}

function outputTo(stream: NodeJS.WriteStream): Output {
  // Undefined, whatever its type says, where the stream is no terminal.
  const { isTTY = false } = stream as { isTTY?: boolean }
  return {
    write: (text) =>
      new Promise((resolve) => {
        if (stream.write(text)) resolve()
        else stream.once('drain', resolve)
      }),
    isTTY,
    get columns() {
      return isTTY ? stream.columns : undefined
    },
  }
}
