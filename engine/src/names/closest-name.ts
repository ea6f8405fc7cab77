import { distance } from 'fastest-levenshtein'

/** The name that was probably meant, for "Did you mean …?"; undefined when none is near. */
export function closestName(name: string, names: readonly string[]): string | undefined {
  const near = Math.max(2, Math.floor(name.length / 3))
  const ranked = names
    .map((each) => ({ each, far: distance(comparable(name), comparable(each)) }))
    .filter(({ far }) => far <= near && far < name.length)
    .sort((left, right) => left.far - right.far)
  return ranked[0]?.each
}

/** A name without what people vary: letter case, blanks around it, and how an accent is put together. */
export function comparable(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}
