import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { access, read, send, world, type World } from './given.js'

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly maxItems?: number
  readonly minItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
}

interface Operation {
  readonly operationId: string
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema?: Schema }[]
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } }
}

/** Texts that would do something where they were taken for more than text. */
const nasty = [
  "'; DROP TABLE daymark.ledger; --",
  '" OR 1=1 --',
  '${7*7}{{7*7}}',
  '../../../etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '\\',
  '%00',
  "a'||(SELECT key FROM daymark.members_account LIMIT 1)||'",
  '\u202e💥',
  '𝕊BMY',
  '<script>alert(1)</script>',
  '1e309',
  '-0',
  '9'.repeat(40),
]

/** What means something in a field, so that requests get further than their names. */
const meaning: Readonly<Record<string, readonly unknown[]>> = {
  metrics: [['deposits'], ['active', 'persons'], ['retention'], ['perMember', 'fresh']],
  metric: ['active', 'persons', 'deposits', 'target'],
  period: ['2025-Q4', '2025-10', '2025', 'this-month'],
  from: ['2025-10-01', '2025-12-01'],
  to: ['2025-10-20', '2026-02-01'],
  by: [[], ['line'], ['page']],
  dimension: ['line', 'page'],
  where: ['line=SBMY', 'line!=SBMY', 'line=', 'line="', 'page=home'],
  compare: ['previous-period', 'year-over-year', '2025-01-01..2025-01-20', '..'],
  activity: ['playing'],
  identity: ['account', 'person'],
  name: ['main'],
  month: ['2025-10', 'this-month', '2025-13'],
  asOf: ['2026-01-16T09:00', '2025-01-01'],
  of: ['SBMY', 'ALL', 'LVMY'],
  after: ['s1', 'p2'],
}
const meaningful = ['deposits', 'line', 'SBMY', '2025-Q4', '2025-10-01', 'main', '0']

const texts = (most = 200) =>
  fc
    .oneof(
      { weight: 6, arbitrary: fc.constantFrom(...meaningful) },
      { weight: 3, arbitrary: fc.constantFrom(...nasty) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
    )
    .filter((text) => text.length <= most)

/** Values that a schema allows; where the field is known, mostly such as mean something. */
function fieldOf(
  name: string,
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
): fc.Arbitrary<unknown> {
  const known = meaning[name]
  const any = valuesOf(schema, schemas)
  // The filters of a body are objects; those of an address are texts.
  if (known === undefined || (name === 'where' && schema.items?.$ref !== undefined)) return any
  return fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: any })
}

function valuesOf(schema: Schema, schemas: Readonly<Record<string, Schema>>): fc.Arbitrary<unknown> {
  const { $ref, type, items, properties, anyOf } = schema
  if ($ref !== undefined) return valuesOf(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas)
  if (anyOf !== undefined) return fc.oneof(...anyOf.map((each) => valuesOf(each, schemas)))
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (Array.isArray(type))
    return fc.oneof(...type.map((each: string) => valuesOf({ ...schema, type: each }, schemas)))
  switch (type) {
    case 'array':
      return fc.array(valuesOf(items ?? {}, schemas), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      })
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(properties ?? {}).map(([name, each]) => [name, fieldOf(name, each, schemas)]),
        ),
        { requiredKeys: [...(schema.required ?? [])] },
      )
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -5, max: Math.min(schema.maximum ?? 5000, 5000) })
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true })
    case 'boolean':
      return fc.boolean()
    case 'string':
    case undefined:
      return texts(schema.maxLength)
    case 'null':
      return fc.constant(null)
    default:
      return texts(schema.maxLength)
  }
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

describe('every route, with whatever its own schema allows', () => {
  let made: World
  let document: Document
  let before: string
  /** Statuses by route: that requests get further than their shape. */
  const seen = new Map<string, Set<number>>()
  beforeAll(async () => {
    made = await world({ access, limits: { time: 5000 } })
    document = (await read(made, { path: '/openapi.json' })) as unknown as Document
    before = await state(made)
  })
  afterAll(() => made.close())

  it('answers without a bug, a stack or a hang, and does nothing that it was not asked for', async () => {
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) await fuzz(path, method, operation)
    }
    for (const [path, statuses] of seen)
      expect([path, [...statuses].some((status) => status < 400)]).toEqual([path, !path.includes('{id}')])
    await made.service.builds.stop()
    expect(await state(made)).toBe(before)
  }, 240_000)

  async function fuzz(
    path: string,
    method: string,
    { parameters = [], requestBody }: Operation,
  ): Promise<void> {
    const { schemas } = document.components
    const values = Object.fromEntries(
      parameters.map(({ name, schema = {} }) => [name, fieldOf(name, schema, schemas)]),
    )
    const paths = parameters.filter((each) => each.in === 'path').map(({ name }) => name)
    const given = fc.record({
      parameters: fc.record(values, { requiredKeys: paths }),
      body:
        requestBody === undefined
          ? fc.constant(undefined)
          : valuesOf(requestBody.content['application/json'].schema, schemas),
      role: fc.constantFrom('head', 'head', 'head', 'sbmy', 'sbmy', 'narrow', 'nobody', undefined),
      isPeriod: fc.constantFrom(true, true, false),
    })
    seen.set(path, seen.get(path) ?? new Set())
    await fc.assert(
      fc.asyncProperty(given, async ({ parameters, body: whole, role, isPeriod }) => {
        const [asked, body] = [withOneRange(parameters, isPeriod), withOneRange(whole, isPeriod)] as [
          Record<string, unknown>,
          unknown,
        ]
        const written = paths.reduce(
          (text, name) => text.replace(`{${name}}`, encodeURIComponent(wellFormed(String(asked[name])))),
          path,
        )
        const query = new URLSearchParams()
        for (const [name, value] of Object.entries(asked)) {
          if (!paths.includes(name)) for (const each of [value].flat()) query.append(name, String(each))
        }
        const response = await send(made, {
          method: method.toUpperCase(),
          path: `${written}?${query.toString()}`,
          ...(body === undefined ? {} : { body }),
          key: role === undefined ? undefined : made.keys[role],
        })
        const text = response.status === 202 || isStream(response) ? '' : await response.text()
        if (isStream(response)) await response.body?.cancel()
        seen.get(path)?.add(response.status)
        if (response.status >= 500 && response.status !== 503) throw new Error(`${response.status}: ${text}`)
        if (/node_modules|\.[jt]s:\d+/.test(text)) throw new Error(`a stack: ${text}`)
        if (role === undefined && written.startsWith('/v1') && ![400, 401, 404].includes(response.status))
          throw new Error(`let in without a key: ${response.status}`)
      }),
      { numRuns: 80 },
    )
  }
})

/** A request that says its days once, mostly. */
function withOneRange(asked: unknown, isPeriod: boolean): unknown {
  if (!isPeriod || typeof asked !== 'object' || asked === null || !('from' in asked || 'to' in asked))
    return asked
  const { from: _from, to: _to, ...rest } = asked as Record<string, unknown>
  return { period: '2025-Q4', ...rest }
}

function isStream(response: Response): boolean {
  return response.headers.get('content-type')?.startsWith('text/event-stream') === true
}

function wellFormed(text: string): string {
  return (Buffer.from(text).toString() || 'x').replaceAll('/', '%2F')
}

/** What is kept, and answered, when all has been tried. */
async function state(made: World): Promise<string> {
  const asked = await read(made, {
    path: '/v1/ask',
    body: { metrics: ['deposits', 'active', 'persons'], period: '2025', by: ['line'], grain: 'month' },
    key: made.keys['head'],
  })
  return JSON.stringify([asked['rows'], asked['total']])
}
