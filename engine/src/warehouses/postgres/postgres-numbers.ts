import type { PoolClient } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { NumberColumns } from '../warehouse.js'
import { postgresFailure } from './postgres-failure.js'

/** The signature, the flags, and the length of what may follow them. */
const headerBytes = 19
const rowsAtOnce = 16_384

/** The rows of a query of whole numbers, which the server writes in its binary form: some bytes for each of them. */
export async function* numbersOf(client: PoolClient, query: string): AsyncIterable<NumberColumns> {
  const text = `COPY (${query}) TO STDOUT (FORMAT binary)`
  const rows = new BinaryRows()
  try {
    for await (const bytes of client.query(copyTo(text)) as AsyncIterable<Buffer>) yield* rows.taken(bytes)
  } catch (cause) {
    throw postgresFailure(text, cause)
  }
  yield* rows.rest()
}

/** Reads rows of numbers from bytes that come in any pieces. */
class BinaryRows {
  #bytes: Buffer = Buffer.alloc(0)
  #isBegun = false
  #columns: Uint32Array[] = []
  #rows = 0

  #begin(): number {
    if (this.#isBegun || this.#bytes.length < headerBytes) return 0
    this.#isBegun = true
    return headerBytes
  }

  *taken(bytes: Buffer): Iterable<NumberColumns> {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes])
    let at = this.#begin()
    for (;;) {
      const next = this.#row(at)
      if (next === at) break
      at = next
      if (this.#rows === rowsAtOnce) yield* this.rest()
    }
    this.#bytes = this.#bytes.subarray(at)
  }

  /** The rows that are read and not given yet. */
  *rest(): Iterable<NumberColumns> {
    if (this.#rows > 0) yield this.#columns.map((column) => column.subarray(0, this.#rows))
    this.#columns = []
    this.#rows = 0
  }

  /** Reads one row; where it ends, or where it starts if it is not all there. */
  #row(from: number): number {
    const bytes = this.#bytes
    if (!this.#isBegun || bytes.length < from + 2) return from
    // The end of all rows is a row of -1 columns.
    const count = bytes.readInt16BE(from)
    let at = from + 2
    for (let column = 0; column < count; column += 1) {
      if (bytes.length < at + 4) return from
      const length = bytes.readInt32BE(at)
      at += 4 + length
      if (bytes.length < at) return from
      const numbers = (this.#columns[column] ??= new Uint32Array(rowsAtOnce))
      numbers[this.#rows] = bytes.readUInt32BE(at - 4)
    }
    if (count > 0) this.#rows += 1
    return count > 0 ? at : from
  }
}
