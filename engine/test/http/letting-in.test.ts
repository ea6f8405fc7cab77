import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose'
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Keys, keysFile } from '../../src/http/access/keys.js'
import { defineProject, Refusal } from '../../src/index.js'
import { access, brandsProject, now, read, send, world, type World } from './given.js'

const secret = 'a secret of at least thirty-two bytes!'
const key = new TextEncoder().encode(secret)

function token(claims: Record<string, unknown>): SignJWT {
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setSubject('ada').setAudience('daymark')
}

describe('who is let in', () => {
  let made: World
  beforeAll(async () => {
    made = await world({ access, tokens: { secret, audience: 'daymark' } })
  })
  afterAll(() => made.close())

  const meta = (given: string | undefined) => read(made, { path: '/v1/meta', key: given })

  it('is whoever has a key, and sees what its role sees', async () => {
    expect(await meta(made.keys['narrow'])).toMatchObject({
      asker: { name: "narrow's key", role: 'narrow', may: [] },
      metrics: [{ name: 'active' }],
      boards: [],
      plans: [],
      targets: null,
    })
    expect(await meta(made.keys['nobody'])).toMatchObject({ metrics: [], boards: [], activities: [] })
  })

  it('is nobody without a key, with a wrong one, or with one that is cut', async () => {
    const given = made.keys['head'] ?? ''
    for (const wrong of [
      undefined,
      'x',
      given.slice(0, -1),
      `${given.slice(0, -1)}!`,
      given.replace(/_[0-9a-f]{12}_/, '_000000000000_'),
    ]) {
      const response = await send(made, { path: '/v1/meta', key: wrong })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  it('is refused at once when the key is revoked, or has expired', async () => {
    const keys = new Keys(keysFile(made.folder))
    const { key: kept, text } = keys.create({ name: 'gone', role: 'head', expiresAt: null }, now)
    expect(await meta(text)).toMatchObject({ asker: { name: 'gone' } })
    keys.revoke(kept.id, now)
    expect(await meta(text)).toMatchObject({ status: 401 })
    const { text: over } = keys.create({ name: 'over', role: 'head', expiresAt: '2026-01-15T08:59:59Z' }, now)
    expect(await meta(over)).toMatchObject({ status: 401 })
  })

  it('keeps no key that could be used, in a file that only its owner reads', () => {
    const file = keysFile(made.folder)
    const text = readFileSync(file, 'utf8')
    for (const given of Object.values(made.keys))
      expect(text).not.toContain(given.split('_').slice(2).join('_'))
    expect(statSync(file).mode & 0o077).toBe(0)
  })

  it('takes tokens that are signed, for it, and have an end', async () => {
    const good = await token({ role: 'sbmy' }).setExpirationTime('1h').sign(key)
    expect(await meta(good)).toMatchObject({ asker: { name: 'ada', role: 'sbmy', rows: { line: ['SBMY'] } } })
    const bad = [
      await token({ role: 'sbmy' }).setExpirationTime('-1h').sign(key),
      await token({ role: 'sbmy' }).sign(key),
      await token({ role: 'sbmy' }).setAudience('other').setExpirationTime('1h').sign(key),
      await token({ role: 'sbmy' })
        .setExpirationTime('1h')
        .sign(new TextEncoder().encode('x'.repeat(40))),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${good.split('.')[1]}.`,
    ]
    for (const wrong of bad) expect(await meta(wrong)).toMatchObject({ status: 401 })
  })

  it('denies a token without a role, with one that is none, or with several', async () => {
    for (const role of [undefined, 'head of everything', ['head', 'sbmy'], 7]) {
      const given = await token({ role }).setExpirationTime('1h').sign(key)
      expect(await meta(given)).toMatchObject({ status: 403, code: 'no-role' })
    }
  })

  it('refuses what the role may not do, and metrics that cannot be limited to its rows', async () => {
    const sbmy = made.keys['sbmy']
    const question = { metrics: ['hits'], period: '2025' }
    expect(await read(made, { path: '/v1/ask', body: question, key: sbmy })).toMatchObject({
      status: 403,
      code: 'metric-not-for-role',
      facts: { metric: 'hits', dimension: 'line' },
    })
    const narrow = made.keys['narrow']
    expect(
      await read(made, { path: '/v1/ask', body: { metrics: ['deposits'], period: '2025' }, key: narrow }),
    ).toMatchObject({
      code: 'unknown-metric',
      facts: { metrics: ['active'] },
    })
    const own = { metrics: ['active'], period: '2025' }
    expect(await read(made, { path: '/v1/explain', body: own, key: narrow })).toMatchObject({ status: 403 })
    expect(await read(made, { path: '/v1/members?metric=active&period=2025', key: narrow })).toMatchObject({
      status: 403,
    })
    expect(await read(made, { path: '/v1/builds', key: sbmy })).toMatchObject({
      status: 403,
      code: 'not-permitted',
    })
  })
})

describe('figures of members', () => {
  let made: World
  const roles = {
    counts: { metrics: ['active'], may: ['list-members'] },
    cohorts: { metrics: ['active', 'fresh', 'retention'], may: ['list-members'] },
  } as const
  beforeAll(async () => {
    made = await world({ access: { roles, members: ['account', 'person'] } })
  })
  afterAll(() => made.close())

  it("are refused where none of the role's metrics counts them", async () => {
    const retention = { path: '/v1/retention', body: { activity: 'playing', period: '2025' } }
    expect(await read(made, { ...retention, key: made.keys['counts'] })).toMatchObject({
      status: 403,
      code: 'figure-not-for-role',
      facts: { figures: ['new', 'retained'], activity: 'playing', identity: 'account' },
    })
    const list = (are: string) =>
      read(made, { path: `/v1/members?metric=active&period=2025-Q4&are=${are}`, key: made.keys['counts'] })
    expect(await list('churned')).toMatchObject({ status: 403, code: 'figure-not-for-role' })
    expect(await list('active')).toMatchObject({ are: 'active' })
  })

  it('are answered where metrics count them, by the same identity alone', async () => {
    const ask = (identity: string) =>
      read(made, {
        path: '/v1/retention',
        body: { activity: 'playing', identity, period: '2025' },
        key: made.keys['cohorts'],
      })
    expect(await ask('person')).toMatchObject({ identity: 'person', grain: 'month' })
    expect(await ask('account')).toMatchObject({ status: 403, code: 'figure-not-for-role' })
    const meta = await read(made, { path: '/v1/meta', key: made.keys['cohorts'] })
    expect(meta).toMatchObject({ activities: [{ name: 'playing', retention: ['person'] }] })
  })
})

describe('keys that are gone or damaged while the server runs', () => {
  const damages: Readonly<Record<string, (file: string) => void>> = {
    removed: (file) => {
      rmSync(file)
    },
    emptied: (file) => {
      writeFileSync(file, '')
    },
    'cut off': (file) => {
      writeFileSync(file, readFileSync(file, 'utf8').slice(0, 60))
    },
    'without a list': (file) => {
      writeFileSync(file, '{"keys": {}}')
    },
    'a folder': (file) => {
      renameSync(file, `${file}.old`)
      mkdirSync(file)
    },
  }
  for (const [title, damage] of Object.entries(damages)) {
    it(`let nobody in: ${title}`, async () => {
      const made = await world()
      const file = keysFile(made.folder)
      const { text } = new Keys(file).create({ name: 'first', role: null, expiresAt: null }, now)
      expect((await send(made, { path: '/v1/meta', key: text })).status).toBe(200)
      damage(file)
      const statuses = await Promise.all(
        [undefined, text, 'x'].map(async (key) => (await send(made, { path: '/v1/meta', key })).status),
      )
      for (const status of statuses) expect([401, 503]).toContain(status)
      const said = await (await send(made, { path: '/v1/meta', key: text })).text()
      expect(said).not.toContain(made.folder)
      await made.close()
    })
  }
})

describe('tokens of an identity provider', () => {
  it('are checked by keys that change, and told apart from those that cannot be checked', async () => {
    const pairs = await Promise.all(
      ['one', 'two'].map(async (kid) => ({ kid, ...(await generateKeyPair('ES256')) })),
    )
    const published = async (nr: number): Promise<JWK> => {
      const pair = pairs[nr]
      if (pair === undefined) throw new Error('no such pair')
      return { ...(await exportJWK(pair.publicKey)), kid: pair.kid, alg: 'ES256' }
    }
    const signed = (nr: number, subject: unknown = 'ada') => {
      const pair = pairs[nr]
      if (pair === undefined) throw new Error('no such pair')
      return new SignJWT({ role: 'head', sub: subject as string })
        .setProtectedHeader({ alg: 'ES256', kid: pair.kid })
        .setExpirationTime('1h')
        .sign(pair.privateKey)
    }
    let keys: JWK[] = [await published(0)]
    let isDown = true
    const provider = createServer((_request, response) => {
      if (isDown) response.writeHead(500).end()
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }))
    })
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
    const { port } = provider.address() as AddressInfo
    const made = await world({ access, tokens: { jwks: `http://127.0.0.1:${port}/keys` } })
    const status = async (key: string) => (await send(made, { path: '/v1/meta', key })).status
    expect(await status(await signed(0))).toBe(503)
    expect(await read(made, { path: '/v1/meta', key: await signed(0) })).toMatchObject({
      code: 'tokens-uncheckable',
    })
    isDown = false
    expect(await status(await signed(0))).toBe(200)
    expect(await status(await signed(1))).toBe(401)
    expect(await status(await signed(0, 7))).toBe(401)
    expect(await status(await signed(0, ''))).toBe(401)
    keys = [await published(1)]
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 })
    try {
      expect(await status(await signed(1))).toBe(200)
      expect(await status(await signed(0))).toBe(401)
    } finally {
      vi.useRealTimers()
    }
    await made.close()
    provider.closeAllConnections()
    await new Promise((resolve) => provider.close(resolve))
  })
})

describe('a server without keys', () => {
  it('answers this machine alone, and no page of another site', async () => {
    const made = await world()
    const from = (url: string, headers: Record<string, string> = {}) => made.app.request(url, { headers })
    expect((await from('http://127.0.0.1:4477/v1/meta')).status).toBe(200)
    expect((await from('http://localhost:4477/v1/meta')).status).toBe(200)
    expect((await from('http://evil.example/v1/meta')).status).toBe(403)
    expect((await from('http://localhost/v1/meta', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    await made.close()
  })

  it('lets nobody in any more once there is a key', async () => {
    const made = await world()
    new Keys(keysFile(made.folder)).create({ name: 'first', role: null, expiresAt: null }, now)
    expect((await send(made, { path: '/v1/meta' })).status).toBe(401)
    await made.close()
  })

  it('lets nobody in where the project has roles', async () => {
    const made = await world({ access: { roles: { nobody: {} } } })
    expect((await send(made, { path: '/v1/meta' })).status).toBe(401)
    await made.close()
  })
})

describe('roles', () => {
  const declared = (role: object) => () => brandsProject({ roles: { some: role } })

  it('are refused where they name what the project does not have, or contradict themselves', () => {
    expect(declared({ metrics: ['deposit'] })).toThrow('Did you mean "deposits"')
    expect(declared({ boards: ['mian'] })).toThrow('There is no board')
    expect(declared({ rows: { lines: ['SBMY'] } })).toThrow('"lines"')
    expect(declared({ rows: { line: ['SBMY'] }, may: ['build'] })).toThrow('tells of all rows')
    expect(declared({ rows: { line: ['SBMY'] }, plans: 'all' })).toThrow(Refusal)
  })

  it('know the names of metrics at compile time', () => {
    const { metrics } = brandsProject()
    const misspelt = () =>
      // @ts-expect-error a metric that the project does not have
      defineProject({ name: 'x', metrics, access: { roles: { some: { metrics: ['deposit'] } } } })
    expect(misspelt).toThrow('There is no metric')
  })
})
