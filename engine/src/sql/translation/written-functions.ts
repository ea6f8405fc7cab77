import { withoutQuotes } from '../quoted-text.js'
import type { SourceDialect } from './source-dialect.js'

/** Words before a parenthesis that call no function. */
const keywords = new Set(
  `in and or not case when then else end as over filter within group by values on using where having select from distinct
   union all except intersect exists between like ilike similar to is null interval partition order rows range cast try_cast
   safe_cast extract any some array date timestamp limit offset with lateral join inner left right full cross qualify window
   decimal numeric varchar char character text number float string bigint int integer binary varbinary nvarchar datetime
   time timestamptz timestamp_ntz rollup cube grouping sets recursive materialized escape asc desc nullable`
    .split(/\s+/)
    .filter((word) => word !== ''),
)

/** Keywords that are names of functions as well, where the dialect has them. */
const both = new Set(['left', 'right', 'date', 'timestamp', 'char', 'grouping'])

/**
 * The first function in a text that the dialect's table does not have, with its place in code points. It looks at the
 * text and not at the parser's tree, since the parser gives one node to functions that differ.
 *
 * @param relations names that may stand before a parenthesis, as those of WITH
 */
export function unknownFunction(
  text: string,
  dialect: SourceDialect,
  relations: ReadonlySet<string> = new Set(),
): { readonly name: string; readonly at: number; readonly advice: string } | undefined {
  const plain = withoutQuotes(text)
  for (const found of plain.matchAll(/(?<![\w.$])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\(/g)) {
    const name = found[1] ?? ''
    const known = name.toLowerCase()
    if (relations.has(known)) continue
    const isListed = Object.hasOwn(dialect.functions, known)
    if (keywords.has(known) && !(both.has(known) && isListed)) continue
    const reading = isListed ? dialect.functions[known] : undefined
    if (reading?.means !== undefined) continue
    const advice = reading?.instead ?? 'Use a function that docs/sql.md lists.'
    return { name, at: Array.from(text.slice(0, found.index)).length, advice }
  }
  return undefined
}
