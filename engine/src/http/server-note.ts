import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'

/** What a server leaves beside the warehouse's file, for the command line of whoever may read that file. */
export interface ServerNote {
  readonly url: string
  /** Lets the command line in. */
  readonly secret: string
  readonly process: number
  /** The project that it serves: its folder, and its parameters. */
  readonly directory: string
  readonly parameters: Readonly<Record<string, string>>
}

const noteOf = (file: string) => `${file}.serve.json`

/** Leaves a note beside a warehouse's file; what takes it away again. */
export function leaveNote(file: string | undefined, note: ServerNote): () => void {
  if (file === undefined) return () => undefined
  const path = noteOf(file)
  rmSync(path, { force: true })
  writeFileSync(path, JSON.stringify(note), { mode: 0o600 })
  return () => {
    rmSync(path, { force: true })
  }
}

/** The note of a server that has a warehouse's file open; undefined where there is none that can be read. */
export function readNote(file: string): ServerNote | undefined {
  const path = noteOf(file)
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ServerNote
  } catch {
    return undefined
  }
}
