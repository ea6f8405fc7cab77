import { Refusal, type DeclaredAt } from '../errors.js'

/**
 * A name that a project declares, refused where it could not name a table: letters, digits and `_`, at most 40.
 *
 * @throws Refusal `invalid-name`
 */
export function declaredName(what: string, name: string, at?: DeclaredAt): string {
  if (!/^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name))
    throw new Refusal('invalid-name', { what, name }, at && { at })
  return name
}
