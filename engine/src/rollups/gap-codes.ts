/**
 * Numbers of 16 bits in ascending order, written as the gaps between them: a Rice code, of which each gap's low bits
 * are as many as the gaps before it were long on average. Members who are spread evenly come within some per cent of
 * the fewest bits that can tell them apart, and neighbours take a bit each.
 */

/** A gap that would take so many ones is written out instead, in 16 bits after them. */
const mostOnes = 15

/** With each gap the average moves by one part in 2 to the power of this. */
const inertia = 5

/** Words for the numbers of one chunk at their longest; writing and reading are never interrupted. */
const words = new Uint32Array(65536 + 2)
const wordBytes = new Uint8Array(words.buffer)

/** The bytes that numbers are written as, until the next are. */
export function gapBytes(ids: Uint16Array): Uint8Array {
  let average = firstAverage(ids.length)
  let [at, last] = [0, -1]
  words[0] = 0
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index] ?? 0
    const gap = id - last - 1
    last = id
    const low = lowBits(average)
    const ones = gap >>> low
    if (ones >= mostOnes) {
      put(at, (1 << mostOnes) - 1)
      put(at + mostOnes, gap)
      at += mostOnes + 16
    } else {
      put(at, ((1 << ones) - 1) | ((gap & ((1 << low) - 1)) << (ones + 1)))
      at += ones + 1 + low
    }
    average += gap - (average >>> inertia)
  }
  return wordBytes.subarray(0, (at + 7) >>> 3)
}

/** Reads as many numbers as there is room for; how many bytes they took. */
export function readGaps(ids: Uint16Array, bytes: Uint8Array): number {
  wordBytes.set(bytes.subarray(0, ids.length * 4))
  let average = firstAverage(ids.length)
  let [at, last] = [0, -1]
  for (let index = 0; index < ids.length; index += 1) {
    const low = lowBits(average)
    const ahead = ~peek(at)
    const ones = 31 - Math.clz32(ahead & -ahead)
    const isLong = ones >= mostOnes
    at += isLong ? mostOnes : ones + 1
    const tail = isLong ? 16 : low
    const gap = (isLong ? 0 : ones << low) + (peek(at) & ((1 << tail) - 1))
    at += tail
    last += gap + 1
    ids[index] = last
    average += gap - (average >>> inertia)
  }
  return (at + 7) >>> 3
}

/** Writes bits from a place on, the lowest first; all after them are cleared. */
function put(at: number, bits: number): void {
  const word = at >>> 5
  const within = at & 31
  words[word] = (words[word] ?? 0) | (bits << within)
  words[word + 1] = (bits >>> 1) >>> (31 - within)
}

/** The 32 bits from a place on. */
function peek(at: number): number {
  const word = at >>> 5
  const within = at & 31
  return ((words[word] ?? 0) >>> within) | (((words[word + 1] ?? 0) << 1) << (31 - within))
}

/** The average gap, in parts, of so many numbers that are spread evenly. */
function firstAverage(count: number): number {
  return Math.floor(((65536 - count) << inertia) / count)
}

function lowBits(average: number): number {
  const whole = average >>> inertia
  return whole === 0 ? 0 : 31 - Math.clz32(whole)
}
