/** Words that a column is not called by, as SQL has them for itself. */
const taken = new Set(
  'all and any as asc between by case cast check column create cross current_date default desc distinct drop else end except exists false fetch for foreign from full grant group having in index inner insert intersect interval into is join key left like limit natural not null offset on or order outer over primary references right row rows select set some table then to true union unique update user using values view when where window with'.split(
    ' ',
  ),
)

/**
 * A name in snake case from what a file calls something; never one of `known`.
 *
 * @example
 * guessName('Order Date (UTC)', new Set(), 'column') // 'order_date_utc'
 */
export function guessName(given: string, known: ReadonlySet<string>, otherwise: string): string {
  const plain = given
    .replaceAll('ß', 'ss')
    .replaceAll(/[äöüÄÖÜ]/g, (letter) => `${letter.normalize('NFKD').charAt(0)}e`)
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, 36)
  const letters = /^[a-z]/.test(plain) ? plain : plain === '' ? otherwise : `${otherwise}_${plain}`
  const free = taken.has(letters) ? `${letters}_` : letters
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? free : `${free}_${String(number)}`
    if (!known.has(name)) return name
  }
}
