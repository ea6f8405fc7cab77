import type { NumberColumns } from '../warehouses/warehouse.js'
import type { NodeMembers } from './node-members.js'

/** Rows as columns: the slot, such as a day's cell, by its number from 0, the member, and what the member is there. */
type SlotColumns = readonly [slots: Uint32Array, members: Uint32Array, whats: Uint32Array]

/** Members by chunk of 65,536 ids and slot, in memory that threads share. */
export interface Placed {
  readonly chunks: number
  readonly slots: number
  /** Where each slot of each chunk starts, and the last one ends. */
  readonly starts: Uint32Array
  readonly ids: Uint16Array
  readonly whats: Uint32Array
}

/** Places rows of so many slots, so that the members of each chunk and slot are found together. */
export async function placedRows(
  rows: AsyncIterable<NumberColumns>,
  slots: number,
  read: (columns: NumberColumns) => SlotColumns,
): Promise<Placed> {
  const batches: SlotColumns[] = []
  for await (const columns of rows) batches.push(read(columns))
  const chunks = batches.reduce((most, [, members]) => Math.max(most, chunksOf(members)), 0)
  const starts = counted(batches, { chunks, slots })
  const size = starts.at(-1) ?? 0
  const ids = new Uint16Array(new SharedArrayBuffer(size * Uint16Array.BYTES_PER_ELEMENT))
  const placed = { chunks, slots, starts, ids, whats: sharedNumbers(size) }
  place(batches, placed)
  return placed
}

/** Adds the members of a slot. */
export function addPlaced(
  { chunks, slots, starts, ids, whats }: Placed,
  to: { readonly members: NodeMembers; readonly chunk: number; readonly slot: number },
): void {
  if (to.chunk >= chunks) return
  const at = to.chunk * slots + to.slot
  const end = starts[at + 1] ?? 0
  for (let row = starts[at] ?? 0; row < end; row += 1) to.members.add(ids[row] ?? 0, whats[row] ?? 0)
}

function counted(
  batches: readonly SlotColumns[],
  { chunks, slots: slotCount }: Pick<Placed, 'chunks' | 'slots'>,
): Uint32Array {
  const starts = sharedNumbers(chunks * slotCount + 1)
  for (const [slots, members] of batches) {
    for (let row = 0; row < members.length; row += 1) {
      const after = ((members[row] ?? 0) >>> 16) * slotCount + (slots[row] ?? 0) + 1
      starts[after] = (starts[after] ?? 0) + 1
    }
  }
  for (let place = 1; place < starts.length; place += 1)
    starts[place] = (starts[place] ?? 0) + (starts[place - 1] ?? 0)
  return starts
}

function place(batches: readonly SlotColumns[], placed: Placed): void {
  const next = Uint32Array.from(placed.starts)
  for (const [slots, members, whats] of batches) {
    for (let row = 0; row < members.length; row += 1) {
      const member = members[row] ?? 0
      const place = (member >>> 16) * placed.slots + (slots[row] ?? 0)
      const at = next[place] ?? 0
      next[place] = at + 1
      placed.ids[at] = member
      placed.whats[at] = whats[row] ?? 0
    }
  }
}

function sharedNumbers(size: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(size * Uint32Array.BYTES_PER_ELEMENT))
}

function chunksOf(members: Uint32Array): number {
  let most = -1
  for (let row = 0; row < members.length; row += 1) most = Math.max(most, members[row] ?? 0)
  return Math.floor(most / 65536) + 1
}
