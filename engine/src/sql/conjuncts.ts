import type { ParsedExpression } from './expression.js'

type Node = Readonly<Record<string, unknown>>

/**
 * The conditions that an expression joins by AND, each in a form in which the same ones are equal texts, wherever
 * they stand.
 *
 * @example
 * conjunctsOf(parseExpression({ text: 'a = 1 AND (b OR c)', what }, scope)) // two of them
 */
export function conjunctsOf({ tree }: Pick<ParsedExpression, 'tree'>): readonly string[] {
  const paren = nodeAt(tree, 'paren')
  if (paren !== undefined) return conjunctsOf({ tree: paren['this'] })
  const and = nodeAt(tree, 'and')
  if (and !== undefined) return [and['left'], and['right']].flatMap((side) => conjunctsOf({ tree: side }))
  return [JSON.stringify(tree, (key, part: unknown) => (key === 'span' ? undefined : part))]
}

function nodeAt(tree: unknown, kind: string): Node | undefined {
  if (typeof tree !== 'object' || tree === null) return undefined
  return (tree as Readonly<Record<string, Node | undefined>>)[kind]
}
