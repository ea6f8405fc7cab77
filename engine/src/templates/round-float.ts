/**
 * A float times a power of ten, as the nearest whole number; of two the even one. Exact: a float is read by the
 * binary fraction that it is, as Python does.
 *
 * @example
 * scaled(2.5, 0) // 2n
 * scaled(2.675, 2) // 267n, as 2.675 is a little less
 */
export function scaled(value: number, places: number): bigint {
  const [numerator, denominator] = fractionOf(value)
  const top = places >= 0 ? numerator * 10n ** BigInt(places) : numerator
  const bottom = places >= 0 ? denominator : denominator * 10n ** BigInt(-places)
  const size = top < 0n ? -top : top
  const whole = size / bottom
  const twice = (size % bottom) * 2n
  const isUp = twice > bottom || (twice === bottom && whole % 2n === 1n)
  const rounded = isUp ? whole + 1n : whole
  return top < 0n ? -rounded : rounded
}

/** A finite float as a fraction. */
function fractionOf(value: number): readonly [bigint, bigint] {
  let [numerator, denominator] = [value, 1n]
  while (!Number.isInteger(numerator)) {
    numerator *= 2
    denominator *= 2n
  }
  return [BigInt(numerator), denominator]
}

/** A float with a fixed number of places behind its point. */
export function fixed(value: number, places: number): string {
  const digits = scaled(Math.abs(value), places)
    .toString()
    .padStart(places + 1, '0')
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const whole = digits.slice(0, digits.length - places)
  return places === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-places)}`
}
