/** How amounts of a currency are marked. */
export const currencySymbols: Readonly<Partial<Record<string, string>>> = {
  GBP: '£',
  USD: '$',
  EUR: '€',
  JPY: '¥',
  MYR: 'RM ',
  MMK: 'K ',
  VND: '₫',
  IDR: 'Rp ',
}
