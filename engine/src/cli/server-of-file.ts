import { isRefusal } from '../errors.js'
import { readNote, type ServerNote } from '../http/server-note.js'

/** The server that has a warehouse's file open, where that is why a command was refused. */
export function serverOf(thrown: unknown): ServerNote | undefined {
  if (!isRefusal(thrown) || thrown.code !== 'warehouse-locked') return undefined
  return readNote((thrown.facts as { readonly file: string }).file)
}
