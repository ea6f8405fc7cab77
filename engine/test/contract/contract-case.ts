import { expect, it } from 'vitest'
import type { TestServer } from '../servers/warehouses.js'
import { gaps } from './gaps.js'

/** What a warehouse cannot do: whose fault, the code with which it fails (without one it would hang), and why. */
export interface Gap {
  readonly because: 'ours' | 'upstream' | 'never'
  readonly code?: string
  readonly why: string
}

/** A test of the contract. Where a gap is declared it must fail with the gap's code: a gap that passes is news. */
export function contractCase(server: TestServer, name: string, run: () => Promise<void>): void {
  const gap = gaps[server.name]?.[name]
  if (!gap) {
    it(name, run)
    return
  }
  const title = `${name} [${gap.because}: ${gap.why}]`
  if (gap.code === undefined) {
    it.skip(title, run)
    return
  }
  it(title, async () => {
    await expect(run().catch(withRootCode)).rejects.toMatchObject({ code: gap.code })
  })
}

function withRootCode(thrown: unknown): never {
  const cause = thrown instanceof Error ? thrown.cause : undefined
  throw cause instanceof Error && 'code' in cause ? cause : thrown
}
