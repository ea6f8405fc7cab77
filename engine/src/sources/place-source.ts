import { stat } from 'node:fs/promises'
import { posix, sep } from 'node:path'

import { Refusal } from '../errors.js'
import { closestName } from '../names/closest-name.js'
import type { Written } from '../sql/expression.js'
import { writtenIn } from './computed-columns.js'
import { fileEnding, fileEndings, formatOf } from './file-format.js'
import { escapedForGlob, existingFolder, globFiles } from './glob.js'
import type { PlacedFile, PlacedSource } from './placed-source.js'
import { systemRefusal } from './read-refusal.js'
import { isRemote, shownRemote } from './remote/remote-address.js'
import { remoteFiles } from './remote/remote-files.js'
import type { Source } from './source.js'

/** Where a project's relative paths start, and what stands for `{name}` in them. */
export interface Placing {
  /** The project's folder, absolute. */
  readonly directory: string
  readonly parameters: Readonly<Record<string, string>>
  /** How the project writes the expressions of columns. */
  readonly written?: Written
}

/**
 * Finds the files of a source: puts the project's parameters into its paths and expands `*`, `**`, `?`, `[…]`
 * and `{a,b}`. The project's folder and the parameters' values are taken as they are, whatever characters they
 * hold. A source that is a table comes back without files.
 *
 * @throws Refusal `unknown-parameter`, `file-not-found`, `remote-file`, `file-not-opened`, `file-changed`, `unknown-file-ending`, `same-data-twice`,
 * `undeclared-column` (in `key`, `latestBy` or `watermark`)
 * @example
 * const placed = await placedSource(ledger, { directory: '/project', parameters: { data: '/data' } })
 * placed.files // [{ path: '/data/ledger.parquet', format: 'parquet', bytes: 2849713, mark: '2049:1311:2849713:…' }]
 */
export async function placedSource(declared: Source, placing: Placing): Promise<PlacedSource> {
  const source = writtenIn(declared, placing.written)
  refuseUndeclared(source)
  if (!('files' in source.from)) return { source, files: undefined }
  const paths = new Set<string>()
  const remote: PlacedFile[] = []
  for (const pattern of source.from.files) {
    const filled = filledPattern(source.name, pattern, placing)
    if (isRemote(filled)) {
      const there = await remoteFiles(source.name, filled)
      if (there.length === 0)
        throw new Refusal('remote-file', {
          source: source.name,
          address: shownRemote(filled),
          problem: 'no object matches',
        })
      remote.push(...there)
      continue
    }
    const absolute = absolutePattern(filled, placing)
    const found = await globFiles(absolute).catch((thrown: unknown) => {
      throw systemRefusal(thrown, { source: source.name, path: absolute })
    })
    if (found.length === 0) {
      throw new Refusal('file-not-found', {
        source: source.name,
        pattern,
        folder: await existingFolder(absolute),
      })
    }
    for (const path of found) paths.add(path)
  }
  const local = await Promise.all([...paths].map((path) => placedFile(source.name, path)))
  const files = [...new Map([...local, ...remote].map((file) => [file.path, file])).values()].toSorted(
    (one, other) => (one.path < other.path ? -1 : 1),
  )
  refuseTwins(source.name, files)
  return { source, files }
}

function filledPattern(source: string, pattern: string, { parameters }: Placing): string {
  return pattern.replace(/(?<!\\)\{([^{},]*)\}/g, (_all, parameter: string) => {
    const given = Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined
    if (given !== undefined) return literal(given)
    const names = Object.keys(parameters)
    const closest = closestName(parameter, names)
    throw new Refusal('unknown-parameter', { source, parameter, closest, parameters: names })
  })
}

function absolutePattern(filled: string, { directory }: Placing): string {
  const absolute = filled.startsWith('/') || /^[A-Za-z]:/.test(filled)
  return posix.normalize(absolute ? filled : `${literal(directory)}/${filled}`)
}

function literal(path: string): string {
  return escapedForGlob(path.split(sep).join('/'))
}

async function placedFile(source: string, path: string): Promise<PlacedFile> {
  const ending = fileEnding(path)
  if (ending === undefined) throw new Refusal('unknown-file-ending', { source, path, endings: fileEndings })
  const { bytes, mark } = await fileMark(source, path)
  return { path, format: formatOf(ending), bytes, mark }
}

/** A file's size and its {@link PlacedFile.mark}. */
export async function fileMark(source: string, path: string): Promise<Pick<PlacedFile, 'bytes' | 'mark'>> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true }).catch((thrown: unknown) => {
    throw systemRefusal(thrown, { source, path })
  })
  return { bytes: Number(size), mark: [dev, ino, size, mtimeNs, ctimeNs].join(':') }
}

function refuseTwins(source: string, files: readonly PlacedFile[]): void {
  const byName = new Map<string, string>()
  for (const { path } of files) {
    const name = path.slice(0, path.length - (fileEnding(path)?.length ?? 0))
    const twin = byName.get(name)
    if (twin !== undefined) throw new Refusal('same-data-twice', { source, paths: [twin, path] })
    byName.set(name, path)
  }
}

function refuseUndeclared({ name, columns, key, latestBy, watermark }: Source): void {
  const names = columns.map((column) => column.name)
  const named = [
    ...key.map((column) => ({ what: 'key', column })),
    { what: 'latestBy', column: latestBy },
    { what: 'watermark', column: watermark },
  ]
  for (const { what, column } of named) {
    if (column === undefined || names.includes(column)) continue
    const closest = closestName(column, names)
    throw new Refusal('undeclared-column', { source: name, what, column, closest, columns: names })
  }
}
