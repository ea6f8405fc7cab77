import { TemplateMistake } from './template-mistake.js'
import { Callable, type Given, type Value } from './values.js'

/**
 * The values of a function's parameters, by their order or name; undefined where one is not given. The last `needed` ones
 * may be left out.
 *
 * @throws TemplateMistake where a call gives others, or too few
 */
export function argumentsOf(
  { positional, named }: Given,
  what: string,
  { needs = [], takes = [] }: { readonly needs?: readonly string[]; readonly takes?: readonly string[] },
): readonly (Value | undefined)[] {
  const all = [...needs, ...takes]
  if (positional.length > all.length)
    throw new TemplateMistake(`${what} takes ${counted(all.length)}, not ${positional.length}.`)
  for (const [name] of named) {
    const index = all.indexOf(name)
    if (index < 0)
      throw new TemplateMistake(`${what} has no argument "${name}"; it takes ${all.join(', ') || 'none'}.`)
    if (index < positional.length) throw new TemplateMistake(`${what} is given its argument "${name}" twice.`)
  }
  return all.map((name, index) => {
    const value = positional[index] ?? named.get(name)
    const isGiven = index < positional.length || named.has(name)
    if (!isGiven && index < needs.length) throw new TemplateMistake(`${what} needs its argument "${name}".`)
    return isGiven ? (value ?? null) : undefined
  })
}

function counted(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`
}

/** A function with parameters. */
export function callable(
  name: string,
  parameters: { readonly needs?: readonly string[]; readonly takes?: readonly string[] },
  work: (...values: readonly (Value | undefined)[]) => Value,
): Callable {
  return new Callable(name, (given) => work(...argumentsOf(given, name, parameters)))
}

/** What a call without arguments gives. */
export const noArguments: Given = { positional: [], named: new Map() }
