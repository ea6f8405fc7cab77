/** What is known of a currency beside its code. */
interface Currency {
  readonly symbol: string
  /** How many decimals its smallest unit has. */
  readonly decimals: number
}

/** How amounts of a currency are marked, where that is not by its code. */
const symbols: Readonly<Partial<Record<string, string>>> = {
  GBP: '£',
  USD: '$',
  EUR: '€',
  JPY: '¥',
  MYR: 'RM ',
  MMK: 'K ',
  VND: '₫',
  IDR: 'Rp ',
}

/**
 * The currencies whose smallest unit is no hundredth, by the decimals that it has (ISO 4217). `Intl` follows CLDR
 * instead, which differs between versions of Node.
 */
const smallestUnits: readonly (readonly [decimals: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
]

const decimalsOf = new Map(
  smallestUnits.flatMap(([decimals, codes]) => codes.split(' ').map((code) => [code, decimals] as const)),
)

/**
 * How amounts of a currency are written. A code is read in any case; one that nobody knows has two decimals.
 *
 * @example
 * currencyOf('JPY') // { symbol: '¥', decimals: 0 }
 */
export function currencyOf(code: string): Currency {
  const known = plainCode(code)
  return { symbol: symbols[known] ?? `${code.trim()} `, decimals: decimalsOf.get(known) ?? 2 }
}

/** Whether two codes are of one currency: `usd` and `USD` are. */
export function sameCurrency(one: string, other: string): boolean {
  return plainCode(one) === plainCode(other)
}

/** A currency that a row says; null for none, and for a blank. */
export function saidCurrency(code: string | null): string | null {
  return code === null || code.trim() === '' ? null : code
}

function plainCode(code: string): string {
  return code.trim().toUpperCase()
}
