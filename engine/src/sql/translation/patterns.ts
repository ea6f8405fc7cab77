import type { Compiled } from './compiled.js'
import { type Compiling, refusal } from './compiling.js'
import { isEmpty, kindOf, type Parts, type Tree } from './tree.js'

interface Matching {
  readonly compiling: Compiling
  readonly tree: Tree
}

/** `text LIKE pattern`; the pattern has to be written out, since dialects differ in what escapes. */
export function liked(
  parts: Parts,
  { compiling, tree, ignoresCase }: Matching & { readonly ignoresCase: boolean },
): Compiled {
  const { to } = compiling
  const construct = ignoresCase ? 'ILIKE' : 'LIKE'
  const value = compiling.expression(parts['left'])
  const written = textOf(parts['right'])
  if (!isEmpty(parts['quantifier']))
    throw refusal(`${construct} ANY`, tree, 'Write the patterns one by one, with OR.')
  if (value.type !== 'text' && value.type !== 'null')
    throw refusal(construct, tree, `It is for text, and this is a ${value.type}.`)
  if (written === undefined) throw refusal(construct, tree, 'Write its pattern out in quotes.')
  const escape = isEmpty(parts['escape']) ? undefined : textOf(parts['escape'])
  const pattern = normalPattern(written, escape ?? (compiling.from.likeHasEscape ? '\\' : undefined))
  if (pattern === undefined) throw refusal(construct, tree, 'Its pattern ends with its escape.')
  const text = ignoresCase ? to.lower(value.text) : value.text
  const printed = to.literal(ignoresCase ? pattern.toLowerCase() : pattern, 'text')
  return { text: to.truth(to.like(text, printed)), type: 'boolean' }
}

/** A pattern in which `\` is the escape; undefined where it ends with one. */
function normalPattern(pattern: string, escape: string | undefined): string | undefined {
  let normal = ''
  const characters = Array.from(pattern)
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? ''
    if (character === escape) {
      at += 1
      const escaped = characters[at]
      if (escaped === undefined) return undefined
      normal += '%_\\'.includes(escaped) ? `\\${escaped}` : escaped
    } else normal += character === '\\' ? '\\\\' : character
  }
  return normal
}

function textOf(tree: Tree): string | undefined {
  const { kind, parts } = kindOf(tree)
  const isText =
    kind === 'literal' && (parts['literal_type'] === 'string' || parts['literal_type'] === 'raw_string')
  return isText ? String(parts['value']) : undefined
}

/** `text SIMILAR TO pattern`: the whole text, by SQL's own expressions. */
export function matched(parts: Parts, { compiling, tree }: Matching): Compiled {
  const { to } = compiling
  const value = compiling.expression(parts['this'])
  const written = textOf(parts['pattern'])
  if (written === undefined || !isEmpty(parts['escape']))
    throw refusal('SIMILAR TO', tree, 'Write its pattern out in quotes, without ESCAPE.')
  const { similarTo, expressions } = compiling.from
  const isPattern = similarTo === 'a pattern of its own'
  const expression = isPattern ? similarPattern(written) : portableExpression(`^(?:${written})$`, expressions)
  if (expression === undefined)
    throw refusal(
      'SIMILAR TO',
      tree,
      isPattern
        ? 'Use %, _, |, *, +, ?, {m,n}, (…) and […] only.'
        : 'It is a regular expression here: use what every engine reads alike.',
    )
  const found = {
    text: to.truth(to.matches(value.text, to.literal(expression, 'text'))),
    type: 'boolean' as const,
  }
  return parts['not'] === true ? { ...found, text: to.truth(`NOT ${found.text}`) } : found
}

function similarPattern(pattern: string): string | undefined {
  if (pattern.includes('\\')) return undefined
  const whole = pattern
    .replaceAll(/[.^$]/g, (plain) => `\\${plain}`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.')
  return portableExpression(`^(?:${whole})$`, { dot: 'any', words: 'ASCII' })
}

/** What differs between dialects that read regular expressions. */
type ExpressionRules = Compiling['from']['expressions']

/**
 * A regular expression, written so that RE2 and PostgreSQL read it alike; undefined where they may not. What may differ:
 * looking around, references back, lazy repeats, word borders, classes by name, and flags inside. What `.` and `\w` match
 * is written out as the dialect has it.
 */
export function portableExpression(expression: string, rules: ExpressionRules): string | undefined {
  const differs = [
    /\\[^dDwWsS.^$*+?()[\]{}|\\/\-'"tn ]/,
    /\(\?(?!:)/,
    /[*+?}]\?/,
    /[*+?}]\+/,
    /\[\[:/,
    /\[[^\]]*\\[DWS]/,
    /\[\^?\]/,
    ...(rules.words === 'refused' ? [/\\[wW]/] : []),
  ]
  if (differs.some((pattern) => pattern.test(expression)) || !isBalanced(expression)) return undefined
  let isInClass = false
  return expression.replaceAll(/\\.|[[\].]/gs, (found) => {
    if (found === '[' || found === ']') {
      isInClass = found === '['
      return found
    }
    if (found === '.') return isInClass || rules.dot === 'any' ? found : '[^\\n]'
    const members = classes[found.toLowerCase()]
    if (members === undefined) return found
    if (isInClass) return members
    return found === found.toLowerCase() ? `[${members}]` : `[^${members}]`
  })
}

/** What classes match, which engines take from the locale otherwise. */
const classes: Readonly<Record<string, string>> = {
  '\\d': '0-9',
  '\\w': '0-9A-Za-z_',
  '\\s': ' \\t\\n\\r\\f',
}

/** Whether the first match is the same by RE2's rule, the first alternative, and by PostgreSQL's, the longest one. */
export function hasOneMatch(expression: string): boolean {
  return !expression.replaceAll(/\\./g, '').includes('|')
}

function isBalanced(expression: string): boolean {
  const plain = expression.replaceAll(/\\./g, '').replaceAll(/\[[^\]]*\]/g, '')
  let depth = 0
  for (const character of plain) {
    if (character === '(') depth += 1
    if (character === ')') depth -= 1
    if (depth < 0) return false
  }
  return depth === 0
}
