import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'

/** Text as part of a pattern in which nothing is special. */
export function escapedForGlob(text: string): string {
  return text.replace(/[\\*?[\]{},]/g, '\\$&')
}

/**
 * What an absolute pattern matches: files, by absolute path, each once, in the order of their paths' characters.
 * `*`, `?` and `[…]` stand for characters of one name (a leading dot only when it is written), `**` for any
 * folders, `{a,b}` for either. A backslash takes a character for itself.
 */
export async function globFiles(pattern: string): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const plain of expandedBraces(pattern)) {
    const segments = plain.split('/').filter((segment) => segment !== '')
    for await (const path of matching('', segments)) found.add(path)
  }
  return [...found].sort()
}

/** The deepest folder that exists on the way that a pattern leads, before anything in it is special. */
export async function existingFolder(pattern: string): Promise<string> {
  const [first = ''] = expandedBraces(pattern)
  let folder = ''
  for (const segment of first.split('/').filter((each) => each !== '')) {
    const next = `${folder}/${unescaped(segment)}`
    if (isSpecial(segment) || !(await isA('directory', next))) break
    folder = next
  }
  return folder === '' ? '/' : folder
}

/** `a.{b,c}` as `a.b` and `a.c`; braces without a comma are left as they are. */
export function expandedBraces(pattern: string): readonly string[] {
  for (let at = 0; at < pattern.length; at += 1) {
    if (pattern[at] === '\\') at += 1
    else if (pattern[at] === '{') {
      const { end, alternatives } = alternativesFrom(pattern, at)
      if (alternatives.length < 2) continue
      const [before, after] = [pattern.slice(0, at), pattern.slice(end + 1)]
      return alternatives.flatMap((each) => expandedBraces(before + each + after))
    }
  }
  return [pattern]
}

function alternativesFrom(pattern: string, open: number): { end: number; alternatives: readonly string[] } {
  const alternatives: string[] = []
  let depth = 0
  let start = open + 1
  for (let at = open; at < pattern.length; at += 1) {
    const character = pattern[at]
    if (character === '\\') at += 1
    else if (character === '{') depth += 1
    else if (character === ',' && depth === 1) {
      alternatives.push(pattern.slice(start, at))
      start = at + 1
    } else if (character === '}') {
      depth -= 1
      if (depth === 0) return { end: at, alternatives: [...alternatives, pattern.slice(start, at)] }
    }
  }
  return { end: pattern.length, alternatives: [] }
}

async function* matching(folder: string, segments: readonly string[]): AsyncGenerator<string> {
  const [segment, ...rest] = segments
  if (segment === undefined) return
  if (segment === '**') {
    yield* matching(folder, rest)
    for (const entry of await entriesOf(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith('.'))
        yield* matching(`${folder}/${entry.name}`, segments)
    }
    return
  }
  for (const name of await namesMatching(folder, segment)) {
    const path = `${folder}/${name}`
    if (rest.length > 0) yield* matching(path, rest)
    else if (await isA('file', path)) yield path
  }
}

async function namesMatching(folder: string, segment: string): Promise<readonly string[]> {
  if (!isSpecial(segment)) return [unescaped(segment)]
  const names = (await entriesOf(folder)).map((entry) => entry.name)
  const expression = segmentExpression(segment)
  return names.filter((name) => expression.test(name) && (!name.startsWith('.') || segment.startsWith('.')))
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder === '' ? '/' : folder, { withFileTypes: true })
  } catch (thrown) {
    if (isDenied(thrown)) throw thrown
    return []
  }
}

/** What may not be looked at is not the same as what is not there. */
function isDenied(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && (thrown.code === 'EACCES' || thrown.code === 'EPERM')
}

async function isA(kind: 'file' | 'directory', path: string): Promise<boolean> {
  try {
    const found = await stat(path)
    return kind === 'file' ? found.isFile() : found.isDirectory()
  } catch (thrown) {
    if (isDenied(thrown)) throw thrown
    return false
  }
}

const token = /\\(.)|(\*)|(\?)|\[(!?)([^\]]+)\]|([^])/gu

function isSpecial(segment: string): boolean {
  return /[*?[]/.test(segment.replace(/\\./g, ''))
}

function unescaped(segment: string): string {
  return segment.replace(/\\(.)/g, '$1')
}

/** Whether a path between slashes is one that a pattern without braces stands for, by the rules of {@link globFiles}. */
export function matchesGlob(pattern: string, path: string): boolean {
  return areLike(pattern.split('/'), path.split('/'))
}

function areLike([segment, ...rest]: readonly string[], names: readonly string[]): boolean {
  const [name, ...others] = names
  if (segment === undefined) return name === undefined
  if (segment === '**' && areLike(rest, names)) return true
  if (name === undefined || (name.startsWith('.') && !segment.startsWith('.'))) return false
  if (segment === '**') return areLike([segment, ...rest], others)
  return segmentExpression(segment).test(name) && areLike(rest, others)
}

/** The text that a pattern without braces stands for; undefined where it may stand for several. */
export function unescapedPattern(pattern: string): string | undefined {
  return isSpecial(pattern) ? undefined : unescaped(pattern)
}

function segmentExpression(segment: string): RegExp {
  const source = segment.replace(token, (_all, ...groups: readonly (string | undefined)[]) => {
    const [escaped, star, question, not, set, plain] = groups
    if (star) return '[^]*'
    if (question) return '[^]'
    if (set) return `[${not ? '^' : ''}${set.replace(/[\\^[]/g, '\\$&')}]`
    return (escaped ?? plain ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  })
  return new RegExp(`^${source}$`, 'u')
}
