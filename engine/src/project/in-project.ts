import type { DeclaredAt } from '../errors.js'

/** The place of a value, or of a key, in what `defineProject` is given. */
export function inProject(path: readonly (string | number)[], isKey = false): { readonly at: DeclaredAt } {
  return { at: { call: 'defineProject', path: [0, ...path], isKey } }
}
