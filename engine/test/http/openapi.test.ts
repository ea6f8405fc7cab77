import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { read, send, world, type World } from './given.js'

describe('the documentation', () => {
  let made: World
  beforeAll(async () => {
    made = await world()
  })
  afterAll(() => made.close())

  it('is an OpenAPI 3.1 document that a validator takes', async () => {
    const document = await read(made, { path: '/openapi.json' })
    expect(document['openapi']).toBe('3.1.0')
    const { valid, errors } = await new Validator().validate(document)
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  it('names every route, each with an id of its own, and the problems that it may answer with', async () => {
    const { paths } = (await read(made, { path: '/openapi.json' })) as {
      paths: Record<string, Record<string, { operationId: string; responses: Record<string, unknown> }>>
    }
    const operations = Object.values(paths).flatMap((path) => Object.values(path))
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    for (const wanted of [
      'meta',
      'ask',
      'board',
      'plan',
      'explain',
      'explainPlan',
      'builds',
      'reconcile',
      'members',
      'setTarget',
      'live',
    ])
      expect(ids).toContain(wanted)
    for (const { responses } of operations) expect(responses).toHaveProperty('500')
  })

  it('is a page that needs nothing else, and shows every path', async () => {
    const response = await send(made, { path: '/docs' })
    const page = await response.text()
    expect(response.headers.get('content-type')).toMatch('text/html')
    expect(page).not.toMatch(/<script|<link|src=|url\(|https?:\/\//)
    const { paths } = await read(made, { path: '/openapi.json' })
    for (const path of Object.keys(paths as object)) expect(page).toContain(path)
  })
})
