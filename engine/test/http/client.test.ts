import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient, DaymarkProblem, type Client } from '../../src/client/client.js'
import { ask } from '../../src/queries/ask.js'
import type { brandsProject } from './given.js'
import { access, world, type World } from './given.js'

type Brands = ReturnType<typeof brandsProject>

describe('the client', () => {
  let made: World
  let client: Client<Brands>
  beforeAll(async () => {
    made = await world({ access })
    const key = made.keys['head'] ?? ''
    client = createClient<Brands>('http://127.0.0.1:1/', {
      key,
      fetch: async (url, init) => made.app.request(url, init),
    })
  })
  afterAll(() => made.close())

  it('gives the answers of the library, to the last digit', async () => {
    const question = {
      metrics: ['deposits', 'perMember'],
      period: '2025-Q4',
      by: ['line'],
      compare: 'previous-period',
    } as const
    const { loaded, warehouse } = made.service
    expect(await client.ask(question)).toEqual(
      JSON.parse(
        JSON.stringify(
          await ask(
            { ...question, metrics: [...question.metrics], by: [...question.by] },
            { loaded, warehouse, today: '2026-01-15' },
          ),
        ),
      ),
    )
  })

  it('reads boards, plans, members, targets and what may be asked', async () => {
    const where = [{ dimension: 'page', values: ['home', 'a "b", c', null] }]
    expect(await client.board('hits', { period: '2025-Q4', where })).toMatchObject({ board: 'hits', where })
    expect(await client.plan('main', { month: '2025-10' })).toMatchObject({ plan: 'main', target: '300' })
    expect((await client.members({ metric: 'active', period: '2025-Q4', limit: 1 })).members).toHaveLength(1)
    expect(await client.reconcile('main')).toMatchObject({
      passed: true,
      difference: { values: { amount: '-0.85' } },
    })
    expect(await client.targets('2025-Q4')).toMatchObject({ whole: 'ALL' })
    expect((await client.meta()).boards.map(({ name }) => name)).toEqual(['main', 'hits'])
  })

  it('starts a build and follows it to its end', async () => {
    const { id } = await client.startBuild({ full: true })
    const states: string[] = []
    for await (const { state } of client.followBuild(id)) states.push(state)
    expect(states.at(-1)).toBe('done')
    expect(states.slice(0, -1).every((state) => state === 'running')).toBe(true)
    expect((await client.builds()).runs[0]).toMatchObject({ id, state: 'done', by: "head's key" })
  })

  it('throws what the server refuses, with code, facts and what to do', async () => {
    // @ts-expect-error a metric that the project does not have
    const asked = client.ask({ metrics: ['deposit'], period: '2025' })
    await expect(asked).rejects.toMatchObject({
      name: 'DaymarkProblem',
      status: 422,
      code: 'unknown-metric',
      facts: { closest: 'deposits' },
    })
    await expect(asked).rejects.toBeInstanceOf(DaymarkProblem)
  })

  it('knows the names of the project', () => {
    const misspelt = [
      // @ts-expect-error a dimension that no metric has
      () => client.ask({ metrics: ['deposits'], period: '2025', by: ['lines'] }),
      // @ts-expect-error a metric that the project does not have
      () => client.members({ metric: 'actives', period: '2025' }),
    ]
    expect(misspelt).toHaveLength(2)
  })

  it('is made of nothing that a browser lacks', () => {
    const dist = new URL('../../dist/client/', import.meta.url)
    for (const file of ['client.js', 'events.js', 'problem.js']) {
      const text = readFileSync(fileURLToPath(new URL(file, dist)), 'utf8')
      const imports = [...text.matchAll(/from ['"]([^'"]+)['"]/g)].map(([, path]) => path)
      expect(imports.filter((path) => !path?.startsWith('./'))).toEqual([])
    }
  })
})
