import { gapBytes, readGaps } from './gap-codes.js'
import {
  chunkOfIds,
  chunkOfWords,
  idsOfChunk,
  setOfChunks,
  wordsInChunk,
  type Chunk,
  type MemberSet,
} from './member-set.js'

/**
 * A stored set is its chunks of 65,536 ids one after the other: the chunk's key, how many members it has and how they
 * are written, and they: by the gaps between them, or between those who are absent, or a bit for each id.
 */
const [byMembers, byAbsent, byBits] = [0, 1, 2]

const chunkSize = 65536
const bitBytes = wordsInChunk * 4
/** From so many members on (or with so few absent) gaps save too little for what it takes to read them. */
const dense = chunkSize / 4

const bits = new Uint8Array(bitBytes)

/** Bytes that grow, to which chunks of sets are written. */
export class SetBytes {
  #bytes = new Uint8Array(1 << 16)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** A copy of pieces of the bytes as one, each by where it starts and ends. */
  joined(pieces: readonly number[]): Uint8Array {
    let length = 0
    for (let at = 0; at < pieces.length; at += 2) length += (pieces[at + 1] ?? 0) - (pieces[at] ?? 0)
    const joined = new Uint8Array(length)
    let next = 0
    for (let at = 0; at < pieces.length; at += 2) {
      const piece = this.#bytes.subarray(pieces[at], pieces[at + 1])
      joined.set(piece, next)
      next += piece.length
    }
    return joined
  }

  /** Adds a chunk: the lower 16 bits of its members, in order, of whom there is at least one. */
  add(key: number, ids: Uint16Array): void {
    const { form, bytes } = writtenAs(ids)
    this.#makeRoom(bytes.length + 8)
    this.#number(key)
    this.#number((ids.length - 1) * 4 + form)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const bytes = new Uint8Array(this.#bytes.length * 2)
    bytes.set(this.#bytes)
    this.#bytes = bytes
  }

  /** Seven bits in each byte, the lowest first. */
  #number(number: number): void {
    let rest = number
    for (; rest >= 128; rest >>>= 7) this.#bytes[this.#length++] = (rest & 127) | 128
    this.#bytes[this.#length++] = rest
  }
}

/** The shortest way to write a chunk; its bytes stand until the next is written. */
function writtenAs(ids: Uint16Array): { readonly form: number; readonly bytes: Uint8Array } {
  const absent = chunkSize - ids.length
  if (ids.length <= dense || absent <= dense) {
    const bytes = gapBytes(absent <= dense ? absentOf(ids) : ids)
    if (bytes.length < bitBytes) return { form: absent <= dense ? byAbsent : byMembers, bytes }
  }
  bits.fill(0)
  for (const id of ids) bits[id >>> 3] = (bits[id >>> 3] ?? 0) | (1 << (id & 7))
  return { form: byBits, bytes: bits }
}

/** The set that {@link SetBytes} wrote. */
export function setOfBytes(bytes: Uint8Array): MemberSet {
  const chunks: Chunk[] = []
  const reading = { bytes, at: 0 }
  let size = 0
  while (reading.at < bytes.length) {
    const key = numberAt(reading)
    const said = numberAt(reading)
    const count = (said >>> 2) + 1
    size += count
    chunks.push(readChunk(reading, { key, count, form: said & 3 }))
  }
  return setOfChunks(chunks, size)
}

/** The ids of a stored set, in order. */
export function membersOfBytes(bytes: Uint8Array): Uint32Array {
  const { chunks, size } = setOfBytes(bytes)
  const members = new Uint32Array(size)
  let next = 0
  for (const chunk of chunks) {
    const base = chunk.key * chunkSize
    for (const id of idsOfChunk(chunk)) members[next++] = base + id
  }
  return members
}

interface Reading {
  readonly bytes: Uint8Array
  at: number
}

function readChunk(
  reading: Reading,
  { key, count, form }: { readonly key: number; readonly count: number; readonly form: number },
): Chunk {
  if (form === byBits) {
    const words = new Uint32Array(wordsInChunk)
    new Uint8Array(words.buffer).set(reading.bytes.subarray(reading.at, reading.at + bitBytes))
    reading.at += bitBytes
    return chunkOfWords(key, words)?.chunk ?? { key, ids: null, words }
  }
  const ids = new Uint16Array(form === byMembers ? count : chunkSize - count)
  reading.at += readGaps(ids, reading.bytes.subarray(reading.at))
  if (form === byMembers) return chunkOfIds(key, ids)
  const words = new Uint32Array(wordsInChunk).fill(0xffffffff)
  for (const id of ids) words[id >>> 5] = (words[id >>> 5] ?? 0) & ~(1 << (id & 31))
  return { key, ids: null, words }
}

function numberAt(reading: Reading): number {
  let number = 0
  for (let shift = 0; ; shift += 7) {
    const byte = reading.bytes[reading.at++] ?? 0
    number |= (byte & 127) << shift
    if (byte < 128) return number
  }
}

/** The ids of a chunk that are not among these, which are in order. */
function absentOf(ids: Uint16Array): Uint16Array {
  const absent = new Uint16Array(chunkSize - ids.length)
  let [next, at] = [0, 0]
  for (let id = 0; id < chunkSize; id += 1) {
    if (ids[at] === id) at += 1
    else absent[next++] = id
  }
  return absent
}
