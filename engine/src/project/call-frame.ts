import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Place } from '../errors.js'

const engine = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The folders of the running engine: calls from inside of them are no calls of a project. */
const ours = ['src', 'dist'].map((folder) => join(engine, folder) + sep)

/**
 * The innermost call in a project's own files that led to an error, by the error's stack. Its line is right; its
 * column may be off by what the types before it took up, as the file was run without them.
 */
export function callFrame({ stack = '' }: Error): Place | undefined {
  for (const frame of stack.split('\n')) {
    const [, path = '', line, column] =
      /(?:\(|at )((?:file:\/\/)?\/[^()]+|[A-Z]:[^()]+):(\d+):(\d+)\)?$/.exec(frame) ?? []
    if (line === undefined || column === undefined) continue
    const file = path.startsWith('file://') ? fileURLToPath(path) : path
    if (ours.some((folder) => file.startsWith(folder)) || file.includes(`${sep}node_modules${sep}`)) continue
    return { file, line: Number(line), column: Number(column) }
  }
  return undefined
}
