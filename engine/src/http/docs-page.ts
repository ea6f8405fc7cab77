/** What the page reads of an OpenAPI document. */
interface Documented {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string }
  readonly paths?: Readonly<Record<string, unknown>>
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> }
}

interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly additionalProperties?: boolean | Schema
  readonly example?: unknown
}

interface Operation {
  readonly summary?: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly required?: boolean
    readonly description?: string
    readonly schema?: Schema
  }[]
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }
  readonly responses?: Readonly<
    Record<
      string,
      {
        readonly description?: string
        readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>
      }
    >
  >
}

const methods = ['get', 'post', 'put', 'delete'] as const

/** An OpenAPI document as one page to read, which needs nothing else. */
export function docsPage({ info, paths = {}, components = {} }: Documented): string {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = (item as Partial<Record<string, Operation>>)[method]
      return operation === undefined ? [] : [{ path, method, operation, id: `${method}${path}` }]
    }),
  )
  const links = operations.map(
    ({ path, method, id }) =>
      `<li><a href="#${escaped(id)}"><b>${method.toUpperCase()}</b> ${escaped(path)}</a></li>`,
  )
  const schemas = Object.entries(components.schemas ?? {}).map(
    ([name, schema]) =>
      `<section id="schema-${escaped(name)}"><h3>${escaped(name)}</h3>${schemaOf(schema as Schema)}</section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)} ${escaped(info.version)}: HTTP API</title>
<style>${style}</style>
</head>
<body>
<nav aria-label="Routes"><ul>${links.join('')}<li><a href="#schemas">Schemas</a></li><li><a href="/openapi.json">openapi.json</a></li></ul></nav>
<main>
<h1>${escaped(info.title)} ${escaped(info.version)}</h1>
<p>${escaped(info.description ?? '')}</p>
${operations.map(operationOf).join('\n')}
<h2 id="schemas">Schemas</h2>
${schemas.join('\n')}
</main>
</body>
</html>
`
}

function operationOf({
  path,
  method,
  operation,
  id,
}: {
  path: string
  method: string
  operation: Operation
  id: string
}): string {
  const { summary = '', parameters = [], requestBody, responses = {} } = operation
  const rows = parameters.map(
    (each) =>
      `<tr><td><code>${escaped(each.name)}</code>${each.required === true ? ' *' : ''}</td><td>${each.in}</td><td>${typeOf(each.schema ?? {})}</td><td>${prose(each.description ?? each.schema?.description ?? '')}</td></tr>`,
  )
  const body = Object.entries(requestBody?.content ?? {}).map(
    ([type, { schema = {} }]) => `<h4>Body: ${escaped(type)}</h4>${schemaOf(schema)}`,
  )
  const answers = Object.entries(responses).map(([status, { description = '', content = {} }]) => {
    const kinds = Object.entries(content).map(
      ([type, { schema = {} }]) => `${escaped(type)}: ${typeOf(schema)}`,
    )
    return `<tr><td>${status}</td><td>${prose(description)}</td><td>${kinds.join('<br>')}</td></tr>`
  })
  return `<section id="${escaped(id)}">
<h2><span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code></h2>
<p>${prose(summary)}.</p>
${rows.length === 0 ? '' : `<h4>Parameters</h4><table>${rows.join('')}</table>`}
${body.join('')}
<details><summary>Responses</summary><table>${answers.join('')}</table></details>
</section>`
}

function schemaOf(schema: Schema): string {
  const { properties, required = [], description } = schema
  const says = description === undefined ? '' : `<p>${prose(description)}</p>`
  if (properties === undefined) return `${says}<p>${typeOf(schema)}</p>`
  const rows = Object.entries(properties).map(
    ([name, each]) =>
      `<tr><td><code>${escaped(name)}</code>${required.includes(name) ? ' *' : ''}</td><td>${typeOf(each)}</td><td>${prose(each.description ?? '')}</td></tr>`,
  )
  return `${says}<table>${rows.join('')}</table>`
}

function typeOf(schema: Schema): string {
  const { $ref, type, items, properties, additionalProperties } = schema
  if ($ref !== undefined) {
    const name = escaped($ref.split('/').at(-1) ?? '')
    return `<a href="#schema-${name}">${name}</a>`
  }
  const parts = schema.anyOf ?? schema.oneOf ?? schema.allOf
  if (parts !== undefined) return parts.map(typeOf).join(' or ')
  if (schema.enum !== undefined)
    return schema.enum.map((each) => `<code>${escaped(JSON.stringify(each))}</code>`).join(' ')
  if (schema.const !== undefined) return `<code>${escaped(JSON.stringify(schema.const))}</code>`
  if (items !== undefined) return `list of ${typeOf(items)}`
  if (properties !== undefined) {
    const inside = Object.entries(properties).map(([name, each]) => `${escaped(name)}: ${typeOf(each)}`)
    return `{ ${inside.join(', ')} }`
  }
  if (typeof additionalProperties === 'object') return `by name: ${typeOf(additionalProperties)}`
  return escaped([type ?? 'anything'].flat().join(' or '))
}

/** Text with `code` in it. */
function prose(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const style = `
:root { color-scheme: light dark; --line: #8884; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; display: flex; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); flex: none; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; color: inherit; display: block; padding: .15rem 0; font-size: 13px; }
nav b { display: inline-block; width: 3rem; font-size: 11px; }
main { padding: 1rem 2rem 6rem; max-width: 60rem; min-width: 0; }
section { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 1.5rem; }
table { border-collapse: collapse; width: 100%; }
td { border-bottom: 1px solid var(--line); padding: .3rem .6rem .3rem 0; vertical-align: top; }
code { font-size: 13px; }
.method { font-size: 13px; border: 1px solid var(--line); border-radius: 4px; padding: .1rem .4rem; }
@media (max-width: 700px) { body { display: block; } nav { position: static; height: auto; border: 0; } }
`
