import { afterAll, beforeAll, expect, it } from 'vitest'
import { access, otherRows, read, sbmyRows, send, world, type World } from './given.js'

let made: World
beforeAll(async () => {
  made = await world({ access })
})
afterAll(() => made.close())

const figures = ['active', 'before', 'new', 'existing', 'retained', 'reactivated', 'churned'] as const

/** The persons that a figure means, by hand, over the fourth quarter beside the third. */
function byHand(are: (typeof figures)[number], lines: readonly string[]): readonly string[] {
  const rows = [...sbmyRows, ...otherRows].filter(([, line]) => lines.includes(line))
  const within = (from: string, to: string) =>
    new Set(rows.filter(([day]) => day >= from && day <= to).map((row) => row[3]))
  const [now, before, ever] = [
    within('2025-10-01', '2025-12-31'),
    within('2025-07-01', '2025-09-30'),
    within('2000-01-01', '2025-09-30'),
  ]
  const holds: Record<(typeof figures)[number], (person: string) => boolean> = {
    active: (person) => now.has(person),
    before: (person) => before.has(person),
    new: (person) => now.has(person) && !ever.has(person),
    existing: (person) => now.has(person) && ever.has(person),
    retained: (person) => now.has(person) && before.has(person),
    reactivated: (person) => now.has(person) && !before.has(person) && ever.has(person),
    churned: (person) => !now.has(person) && before.has(person),
  }
  return [...new Set(rows.map((row) => row[3]))].filter(holds[are]).toSorted()
}

for (const are of figures) {
  it(`lists the persons who are ${are}, for everything and for one line`, async () => {
    const path = `/v1/members?metric=persons&period=2025-Q4&are=${are}`
    const keysOf = async (role: string) => {
      const { members } = (await read(made, { path, key: made.keys[role] })) as { members: { key: string }[] }
      return members.map(({ key }) => key)
    }
    expect(await keysOf('head')).toEqual(byHand(are, ['SBMY', 'LVMY', 'ALMY']))
    expect(await keysOf('sbmy')).toEqual(byHand(are, ['SBMY']))
  })
}

it('lists as many as the number says, page by page, and all of them as CSV', async () => {
  const key = made.keys['head']
  const all: string[] = []
  let after = ''
  for (;;) {
    const page = (await read(made, {
      path: `/v1/members?metric=active&period=2025&limit=2${after}`,
      key,
    })) as {
      members: { key: string }[]
      next: string | null
    }
    all.push(...page.members.map((member) => member.key))
    if (page.next === null) break
    after = `&after=${page.next}`
  }
  const { total } = (await read(made, {
    path: '/v1/ask',
    body: { metrics: ['active'], period: '2025' },
    key,
  })) as {
    total: { values: { active: { value: number } } }
  }
  expect(all).toHaveLength(total.values.active.value)
  expect(new Set(all).size).toBe(all.length)
  const csv = await send(made, { path: '/v1/members?metric=active&period=2025&format=csv', key })
  expect(csv.headers.get('content-type')).toMatch('text/csv')
  expect(
    (await csv.text())
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]),
  ).toEqual(all)
})

it('lists nobody behind a sum, and says which metrics count members', async () => {
  const problem = await read(made, {
    path: '/v1/members?metric=deposits&period=2025',
    key: made.keys['head'],
  })
  expect(problem).toMatchObject({
    code: 'no-members-behind',
    fix: expect.stringContaining('active') as string,
  })
})

it('sets a target, which the board reads at once, keeps what was set before, and survives a build', async () => {
  const key = made.keys['head']
  const targetOf = async () => {
    const { cards } = (await read(made, { path: '/v1/boards/main?period=2025-Q4&figures=text', key })) as {
      cards: { metric: string; target: { target: string } | null }[]
    }
    return cards.find(({ metric }) => metric === 'deposits')?.target?.target
  }
  expect(await targetOf()).toBe('700')
  const put = (target: string | number | null, note?: string) =>
    read(made, {
      method: 'PUT',
      path: '/v1/targets/2025-Q4/deposits/ALL?figures=text',
      body: { target, note },
      key,
    })
  expect(await put('1234.50', 'agreed in October')).toMatchObject({
    of: null,
    target: '1234.50',
    setBy: "head's key",
  })
  expect(await targetOf()).toBe('1234.5')
  await put(99)
  expect(await targetOf()).toBe('99')
  await made.build()
  expect(await targetOf()).toBe('99')
  await put(null)
  expect(await targetOf()).toBe('700')
  const { changes } = (await read(made, { path: '/v1/targets?period=2025-Q4&figures=text', key })) as {
    changes: { target: string | null; note: string | null; number: number }[]
  }
  expect(changes.map(({ number, target, note }) => [number, target, note])).toEqual([
    [1, '1234.5', 'agreed in October'],
    [2, '99', null],
    [3, null, null],
  ])
})

it('refuses a target that is not for a whole period, not for a metric, or not to be set by the role', async () => {
  const put = (path: string, role: string) =>
    read(made, { method: 'PUT', path: `/v1/targets/${path}`, body: { target: '1' }, key: made.keys[role] })
  expect(await put('2025-10/deposits/SBMY', 'head')).toMatchObject({ code: 'invalid-target' })
  expect(await put('2025-Q4/deposit/SBMY', 'head')).toMatchObject({ code: 'unknown-metric' })
  expect(await put('2025-Q4/active/SBMY', 'narrow')).toMatchObject({ status: 403 })
  expect(await put('2025-Q4/deposits/LVMY', 'sbmy')).toMatchObject({ code: 'invalid-target' })
  expect(await put('2025-Q4/deposits/SBMY', 'sbmy')).toMatchObject({ of: 'SBMY', target: 1 })
})
