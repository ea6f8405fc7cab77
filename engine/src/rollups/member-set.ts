/**
 * A set of member ids in memory, cut into chunks of 65,536 ids: a chunk of few members lists them, one of many has
 * a bit for each id. It is laid out to be counted in place: see `count-members.ts`.
 */
export interface MemberSet {
  readonly size: number
  /** In the order of their ids. */
  readonly chunks: readonly Chunk[]
  /** How much memory it takes, roughly. */
  readonly bytes: number
}

/** The members whose ids have the same upper 16 bits. */
export interface Chunk {
  /** The upper 16 bits. */
  readonly key: number
  /** The lower 16 bits of each id, in order; null where there are bits instead. */
  readonly ids: Uint16Array | null
  readonly words: Uint32Array | null
}

/** How many words the bits of a chunk take. */
export const wordsInChunk = 2048

/** Up to so many members a list takes no more memory than bits do. */
export const longestList = 4096

export const noMembers: MemberSet = { size: 0, chunks: [], bytes: 0 }

/** A set of chunks that are in order. */
export function setOfChunks(chunks: readonly Chunk[], size: number): MemberSet {
  const bytes = chunks.reduce(
    (sum, { ids, words }) => sum + 64 + (ids ?? words ?? { byteLength: 0 }).byteLength,
    64,
  )
  return { size, chunks, bytes }
}

/** Sets a bit for each member of a chunk, in words that may have bits already. */
export function addChunk(into: Uint32Array, { ids, words }: Chunk): void {
  if (words !== null) {
    for (let at = 0; at < wordsInChunk; at += 1) into[at] = (into[at] ?? 0) | (words[at] ?? 0)
    return
  }
  if (ids === null) return
  for (let at = 0; at < ids.length; at += 1) {
    const id = ids[at] ?? 0
    const word = id >>> 5
    into[word] = (into[word] ?? 0) | (1 << (id & 31))
  }
}

/** How many bits a word has. */
export function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** The chunk of these bits, which are copied; undefined where there are none. */
export function chunkOfWords(key: number, words: Uint32Array): { chunk: Chunk; size: number } | undefined {
  let size = 0
  for (let at = 0; at < wordsInChunk; at += 1) size += bitsIn(words[at] ?? 0)
  if (size === 0) return undefined
  if (size > longestList) return { chunk: { key, ids: null, words: words.slice() }, size }
  return { chunk: { key, ids: idsOfWords(words, size), words: null }, size }
}

/** The chunk of these ids, which are in order and become its own. */
export function chunkOfIds(key: number, ids: Uint16Array): Chunk {
  if (ids.length <= longestList) return { key, ids, words: null }
  const words = new Uint32Array(wordsInChunk)
  for (const id of ids) words[id >>> 5] = (words[id >>> 5] ?? 0) | (1 << (id & 31))
  return { key, ids: null, words }
}

/** The lower 16 bits of a chunk's members, in order. */
export function idsOfChunk({ ids, words }: Chunk): Uint16Array {
  if (ids !== null) return ids
  if (words === null) return new Uint16Array(0)
  let size = 0
  for (let at = 0; at < wordsInChunk; at += 1) size += bitsIn(words[at] ?? 0)
  return idsOfWords(words, size)
}

function idsOfWords(words: Uint32Array, size: number): Uint16Array {
  const ids = new Uint16Array(size)
  let next = 0
  for (let at = 0; at < wordsInChunk; at += 1) {
    for (let word = words[at] ?? 0; word !== 0; word &= word - 1) {
      ids[next] = at * 32 + (31 - Math.clz32(word & -word))
      next += 1
    }
  }
  return ids
}
