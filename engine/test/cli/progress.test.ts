import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Io } from '../../src/cli/io.js'
import { Progress } from '../../src/cli/progress.js'

beforeAll(() => {
  vi.useFakeTimers()
})
afterAll(() => {
  vi.useRealTimers()
})

/** What is written to stderr while a step takes so many milliseconds. */
async function shownDuring(
  milliseconds: number,
  { isTTY, isQuiet = false }: { isTTY: boolean; isQuiet?: boolean },
) {
  const texts: string[] = []
  const output = { write: (text: string) => Promise.resolve(void texts.push(text)), isTTY, columns: 80 }
  const io: Io = {
    stdout: { ...output, write: () => Promise.reject(new Error('not here')) },
    stderr: output,
    cwd: '/',
    env: { NO_COLOR: '1' },
  }
  const progress = new Progress(io, { isQuiet })
  progress.begin({ done: 1, of: 4, doing: 'reading orders' })
  await vi.advanceTimersByTimeAsync(milliseconds)
  await progress.end()
  return texts
}

describe('progress', () => {
  it('says nothing of what is quick, nor when it is to be quiet', async () => {
    expect(await shownDuring(50, { isTTY: false })).toEqual([])
    expect(await shownDuring(50, { isTTY: true })).toEqual([])
    expect(await shownDuring(1300, { isTTY: true, isQuiet: true })).toEqual([])
  })

  it('is a line for each step that takes over a second where there is no terminal', async () => {
    expect(await shownDuring(1300, { isTTY: false })).toEqual(['[2/4] reading orders …\n'])
  })

  it('is one line that changes in a terminal, and is gone in the end', async () => {
    const texts = await shownDuring(1500, { isTTY: true })
    expect(texts.length).toBeGreaterThan(2)
    for (const text of texts.slice(0, -1)) expect(text).toMatch(/^\r. \[2\/4\] reading orders \d s\P{L}\[K$/u)
    expect(texts.at(-1)).toBe('\r\u001b[K')
  })
})
