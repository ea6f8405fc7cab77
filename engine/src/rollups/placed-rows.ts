import type { NumberColumns } from '../warehouses/warehouse.js'
import type { NodeMembers } from './node-members.js'

/** Rows as columns: the slot, such as a day's cell, by its number from 0, the member, and what the member is there. */
type SlotColumns = readonly [slots: Uint32Array, members: Uint32Array, whats: Uint32Array]

/** Members by chunk of 65,536 ids and slot, so that those of each are found together. */
export class PlacedRows {
  readonly chunks: number
  readonly #slots: number
  /** Where each slot of each chunk starts, and the last one ends. */
  readonly #starts: Uint32Array
  readonly #ids: Uint16Array
  readonly #whats: Uint32Array

  private constructor(batches: readonly SlotColumns[], slots: number) {
    this.#slots = slots
    this.chunks = batches.reduce((most, [, members]) => Math.max(most, chunksOf(members)), 0)
    this.#starts = this.#counted(batches)
    this.#ids = new Uint16Array(this.#starts.at(-1) ?? 0)
    this.#whats = new Uint32Array(this.#ids.length)
    this.#place(batches)
  }

  /** Places rows of so many slots. */
  static async of(
    rows: AsyncIterable<NumberColumns>,
    slots: number,
    read: (columns: NumberColumns) => SlotColumns,
  ): Promise<PlacedRows> {
    const batches: SlotColumns[] = []
    for await (const columns of rows) batches.push(read(columns))
    return new PlacedRows(batches, slots)
  }

  /** Adds the members of a slot. */
  addTo(members: NodeMembers, chunk: number, slot: number): void {
    if (chunk >= this.chunks) return
    const place = chunk * this.#slots + slot
    const end = this.#starts[place + 1] ?? 0
    for (let at = this.#starts[place] ?? 0; at < end; at += 1)
      members.add(this.#ids[at] ?? 0, this.#whats[at] ?? 0)
  }

  #counted(batches: readonly SlotColumns[]): Uint32Array {
    const starts = new Uint32Array(this.chunks * this.#slots + 1)
    for (const [slots, members] of batches) {
      for (let row = 0; row < members.length; row += 1) {
        const after = ((members[row] ?? 0) >>> 16) * this.#slots + (slots[row] ?? 0) + 1
        starts[after] = (starts[after] ?? 0) + 1
      }
    }
    for (let place = 1; place < starts.length; place += 1)
      starts[place] = (starts[place] ?? 0) + (starts[place - 1] ?? 0)
    return starts
  }

  #place(batches: readonly SlotColumns[]): void {
    const next = this.#starts.slice()
    for (const [slots, members, whats] of batches) {
      for (let row = 0; row < members.length; row += 1) {
        const member = members[row] ?? 0
        const place = (member >>> 16) * this.#slots + (slots[row] ?? 0)
        const at = next[place] ?? 0
        next[place] = at + 1
        this.#ids[at] = member
        this.#whats[at] = whats[row] ?? 0
      }
    }
  }
}

function chunksOf(members: Uint32Array): number {
  let most = -1
  for (let row = 0; row < members.length; row += 1) most = Math.max(most, members[row] ?? 0)
  return Math.floor(most / 65536) + 1
}
