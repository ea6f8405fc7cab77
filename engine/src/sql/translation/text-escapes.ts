import { Untranslated } from './compiling.js'
import type { SourceDialect } from './source-dialect.js'
import { firstOffset, isParts, type Tree } from './tree.js'

/**
 * A tree whose text literals say what the dialect reads in them: `\\` is one `\` where it escapes.
 *
 * @throws Untranslated where a `\` stands before anything else
 */
export function withEscapesRead(tree: Tree, dialect: SourceDialect): Tree {
  if (dialect.textHasEscapes !== true) return tree
  if (Array.isArray(tree)) return tree.map((each) => withEscapesRead(each, dialect))
  if (!isParts(tree)) return tree
  return Object.fromEntries(
    Object.entries(tree).map(([key, part]) => [
      key,
      key === 'literal' && isParts(part) && part['literal_type'] === 'string'
        ? { ...part, value: unescaped(String(part['value']), tree) }
        : withEscapesRead(part, dialect),
    ]),
  )
}

function unescaped(text: string, tree: Tree): string {
  if (text.replaceAll('\\\\', '').includes('\\'))
    throw new Untranslated(`'${text}'`, firstOffset(tree), 'Write \\\\ for a backslash in a text.')
  return text.replaceAll('\\\\', '\\')
}
