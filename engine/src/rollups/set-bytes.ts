import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { SerializationFormat, type RoaringBitmap32 } from 'roaring-wasm'
import {
  chunkOfWords,
  longestList,
  setOfChunks,
  wordsInChunk,
  type Chunk,
  type MemberSet,
} from './member-set.js'

/**
 * A stored set is one byte that says how it is written, and the set: as Roaring's portable format, or as the gaps
 * between ids in bytes of seven bits, whichever is shorter; deflated where that makes it shorter still. Days of
 * some thousand members among hundreds of thousands take half the bytes of a portable bitmap that way.
 */
const [isGaps, isDeflated] = [1, 2]

/** The bytes of a set, to be stored. */
export function bytesOfSet(set: RoaringBitmap32): Uint8Array {
  set.runOptimize()
  const portable = set.getSerializationSizeInBytes(SerializationFormat.portable)
  const gaps = gapsOf(set.toUint32Array())
  const plain = gaps.length < portable ? gaps : set.serialize(SerializationFormat.portable)
  const deflated = plain.length < 64 ? plain : deflateRawSync(plain)
  const form = (plain === gaps ? isGaps : 0) | (deflated.length < plain.length ? isDeflated : 0)
  const body = deflated.length < plain.length ? deflated : plain
  const bytes = new Uint8Array(body.length + 1)
  bytes[0] = form
  bytes.set(body, 1)
  return bytes
}

/** The set that {@link bytesOfSet} wrote. */
export function setOfBytes(bytes: Uint8Array): MemberSet {
  const form = bytes[0] ?? 0
  const body = (form & isDeflated) !== 0 ? inflateRawSync(bytes.subarray(1)) : bytes.subarray(1)
  return (form & isGaps) !== 0 ? setOfGaps(body) : setOfPortable(body)
}

/** The ids of a stored set, in order. */
export function membersOfBytes(bytes: Uint8Array): Uint32Array {
  const { chunks, size } = setOfBytes(bytes)
  const members = new Uint32Array(size)
  let next = 0
  for (const { key, ids, words } of chunks) {
    const base = key * 65536
    if (ids !== null) for (const id of ids) members[next++] = base + id
    if (words === null) continue
    for (let at = 0; at < wordsInChunk; at += 1) {
      for (let word = words[at] ?? 0; word !== 0; word &= word - 1) {
        members[next++] = base + at * 32 + (31 - Math.clz32(word & -word))
      }
    }
  }
  return members
}

function gapsOf(ids: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(ids.length * 5)
  let length = 0
  let last = -1
  for (const id of ids) {
    let gap = id - last - 1
    last = id
    while (gap >= 128) {
      bytes[length++] = (gap & 127) | 128
      gap >>>= 7
    }
    bytes[length++] = gap
  }
  return bytes.subarray(0, length)
}

function setOfGaps(bytes: Uint8Array): MemberSet {
  const building = new ChunkBuilder()
  let last = -1
  let gap = 0
  let place = 1
  for (const byte of bytes) {
    gap += (byte & 127) * place
    if (byte >= 128) {
      place *= 128
      continue
    }
    last += gap + 1
    building.add(last)
    gap = 0
    place = 1
  }
  return building.done()
}

/** Makes chunks of ids that come in order. */
class ChunkBuilder {
  readonly #chunks: Chunk[] = []
  readonly #ids = new Uint16Array(65536)
  #key = -1
  #count = 0
  #size = 0

  add(id: number): void {
    const key = Math.floor(id / 65536)
    if (key !== this.#key) {
      this.#end()
      this.#key = key
    }
    this.#ids[this.#count] = id & 65535
    this.#count += 1
  }

  done(): MemberSet {
    this.#end()
    return setOfChunks(this.#chunks, this.#size)
  }

  #end(): void {
    if (this.#count === 0) return
    this.#chunks.push(chunkOfIds(this.#key, this.#ids.slice(0, this.#count)))
    this.#size += this.#count
    this.#count = 0
  }
}

function chunkOfIds(key: number, ids: Uint16Array): Chunk {
  if (ids.length <= longestList) return { key, ids, words: null }
  const words = new Uint32Array(wordsInChunk)
  for (const id of ids) words[id >>> 5] = (words[id >>> 5] ?? 0) | (1 << (id & 31))
  return { key, ids: null, words }
}

const [withRuns, withoutRuns] = [12347, 12346]
/** From so many chunks on, a bitmap with runs says where each of them starts, as one without runs always does. */
const offsetsFrom = 4

/** Reads https://github.com/RoaringBitmap/RoaringFormatSpec */
function setOfPortable(bytes: Uint8Array): MemberSet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const cookie = view.getUint32(0, true)
  const hasRuns = (cookie & 65535) === withRuns
  if (!hasRuns && cookie !== withoutRuns) throw new Error('These are not the bytes of a set of members.')
  const count = hasRuns ? (cookie >>> 16) + 1 : view.getUint32(4, true)
  const flags = hasRuns ? 4 : 8
  const header = hasRuns ? flags + Math.ceil(count / 8) : flags
  let at = header + count * 4 + (hasRuns && count < offsetsFrom ? 0 : count * 4)
  const chunks: Chunk[] = []
  let size = 0
  for (let index = 0; index < count; index += 1) {
    const key = view.getUint16(header + index * 4, true)
    const members = view.getUint16(header + index * 4 + 2, true) + 1
    size += members
    if (hasRuns && ((view.getUint8(flags + (index >>> 3)) >>> (index & 7)) & 1) === 1) {
      const runs = view.getUint16(at, true)
      chunks.push(chunkOfRuns(key, { view, at: at + 2, runs }))
      at += 2 + runs * 4
    } else if (members <= longestList) {
      const ids = new Uint16Array(members)
      for (let each = 0; each < members; each += 1) ids[each] = view.getUint16(at + each * 2, true)
      chunks.push({ key, ids, words: null })
      at += members * 2
    } else {
      const words = new Uint32Array(wordsInChunk)
      for (let word = 0; word < wordsInChunk; word += 1) words[word] = view.getUint32(at + word * 4, true)
      chunks.push({ key, ids: null, words })
      at += wordsInChunk * 4
    }
  }
  return setOfChunks(chunks, size)
}

function chunkOfRuns(key: number, { view, at, runs }: { view: DataView; at: number; runs: number }): Chunk {
  const words = new Uint32Array(wordsInChunk)
  for (let run = 0; run < runs; run += 1) {
    const first = view.getUint16(at + run * 4, true)
    const last = first + view.getUint16(at + run * 4 + 2, true)
    for (let id = first; id <= last; id += 1) words[id >>> 5] = (words[id >>> 5] ?? 0) | (1 << (id & 31))
  }
  return chunkOfWords(key, words)?.chunk ?? { key, ids: new Uint16Array(0), words: null }
}
