import fc from 'fast-check'
import { RoaringBitmap32 } from 'roaring-wasm'
import { describe, expect, it } from 'vitest'
import { countMembers, unionOf } from '../../src/rollups/count-members.js'
import type { MemberSet } from '../../src/rollups/member-set.js'
import { membersOfBytes, SetBytes, setOfBytes } from '../../src/rollups/set-bytes.js'

/** Ids in a few clusters, so that there are lists, bits and runs, and chunks that some sets do not have. */
const ids = fc
  .array(
    fc.record({
      from: fc.constantFrom(0, 60_000, 65_530, 131_072, 4_294_900_000),
      count: fc.integer({ min: 1, max: 9000 }),
      step: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 4 },
  )
  .map((clusters) => {
    const all = clusters.flatMap(({ from, count, step }) =>
      Array.from({ length: count }, (_id, at) => from + at * step).filter((id) => id < 2 ** 32),
    )
    return [...new Set(all)].toSorted((one, other) => one - other)
  })

/** The bytes of members who are in order. */
function bytesOf(members: readonly number[]): Uint8Array {
  const bytes = new SetBytes()
  const chunks = new Map<number, number[]>()
  for (const member of members) {
    const key = Math.floor(member / 65536)
    const chunk = chunks.get(key) ?? []
    chunks.set(key, chunk)
    chunk.push(member % 65536)
  }
  for (const [key, chunk] of chunks) bytes.add(key, Uint16Array.from(chunk))
  return bytes.joined([0, bytes.length])
}

const setOf = (members: readonly number[]): MemberSet => setOfBytes(bytesOf(members))

describe('stored sets', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(ids, (members) => {
        const bytes = bytesOf(members)
        expect([...membersOfBytes(bytes)]).toEqual(members)
        expect(setOfBytes(bytes).size).toBe(members.length)
      }),
      { numRuns: 40 },
    )
  })

  it('of a day among many members take less than half the bytes of a portable bitmap', () => {
    const some = Array.from({ length: 7000 }, (_id, at) => at * 28 + ((at * 7919) % 23))
    const portable = new RoaringBitmap32(some).serialize('portable')
    expect(bytesOf(some).length * 2).toBeLessThan(portable.length)
  })
})

describe('members of sets', () => {
  it('are counted as JavaScript’s own sets count them', () => {
    const sides = fc.record({
      range: fc.array(ids, { maxLength: 3 }),
      before: fc.array(ids, { maxLength: 3 }),
      first: fc.array(ids, { maxLength: 2 }),
      earlier: fc.array(ids, { maxLength: 2 }),
      flagged: fc.array(ids, { maxLength: 2 }),
      hasFlags: fc.boolean(),
    })
    fc.assert(
      fc.property(sides, ({ range, before, first, earlier, hasFlags, flagged: some }) => {
        const flagged = hasFlags ? some : []
        const all = (some: readonly (readonly number[])[]) => new Set(some.flat())
        const [r, b, e, g] = [all(range), all(before), all(earlier), all(flagged)]
        const fresh = new Set([...[...all(first)].filter((id) => !e.has(id)), ...g])
        const [retained, isNew] = [[...r].filter((id) => b.has(id)), [...r].filter((id) => fresh.has(id))]
        const [setsOf, counted] = [(some: number[][]) => some.map(setOf), countMembers]
        expect(
          counted({
            range: setsOf(range),
            before: setsOf(before),
            first: setsOf(first),
            earlier: setsOf(earlier),
            flagged: setsOf(flagged),
            hasFlags,
          }),
        ).toEqual({
          active: r.size,
          before: b.size,
          retained: retained.length,
          fresh: isNew.length,
          // Without flags nobody who is new was there before.
          freshRetained: !hasFlags ? 0 : isNew.filter((id) => b.has(id)).length,
        })
        expect(unionOf(setsOf(range)).size).toBe(r.size)
      }),
      { numRuns: 40 },
    )
  })
})
