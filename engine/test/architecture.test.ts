import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

/** Folders of src/, lowest first. A folder may import only from folders before it in this list. */
const order = [
  'names',
  'declarations',
  'calendar',
  'sql',
  'templates',
  'warehouses',
  'sources',
  'models',
  'activities',
  'segments',
  'measures',
  'metrics',
  'plans',
  'rollups',
  'project',
  'builds',
  'queries',
  'boards',
  'documents',
  'http',
  'client',
  'cli',
]

/** What any folder may import, and what imports from any: neither is in a folder. */
const roots = new Set(['errors.ts', 'index.ts'])

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const folderOf = (file: string) => relative(src, file).split(sep)[0] ?? ''
const importsOf = (name: string) =>
  [...readFileSync(join(src, name), 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)].map(
    ([, path = '']) => resolve(dirname(join(src, name)), path).replace(/\.js$/, '.ts'),
  )

describe('the folders of src', () => {
  it('import downwards only', () => {
    const upward = files
      .filter((name) => name.includes(sep))
      .flatMap((name) =>
        importsOf(name)
          .filter((path) => !roots.has(relative(src, path)))
          .filter((path) => order.indexOf(folderOf(path)) > order.indexOf(folderOf(join(src, name))))
          .map((path) => `${name} -> ${relative(src, path)}`),
      )
    expect(upward).toEqual([])
  })

  it('are all in the list, and nothing else lies beside them', () => {
    const found = readdirSync(src)
    expect(found.filter((name) => statSync(join(src, name)).isDirectory() && !order.includes(name))).toEqual(
      [],
    )
    expect(found.filter((name) => statSync(join(src, name)).isFile() && !roots.has(name))).toEqual([])
  })

  it('hold no file that says nothing by its name', () => {
    const empty = /(^|[/-])(utils?|helpers?|common|core|misc|v\d+)([/.-]|$)|(^|[/-])new\./
    expect(files.filter((name) => empty.test(name))).toEqual([])
  })

  it('read a source through the one function that knows which of its rows are taken', () => {
    // These make or name the stored table, look for changed rows, try expressions, or give out what was read.
    const others = [
      'builds/build-source.ts',
      'builds/build.ts',
      'builds/built-tables.ts',
      'builds/source-changes.ts',
      'cli/export-tables.ts',
      'project/check-live.ts',
    ]
    const beside = /\b(sourceTable|allRows|latestRows)\b|stored\(modelTable\(source|`source_/
    const found = files
      .filter((name) => folderOf(join(src, name)) !== 'sources')
      .filter((name) => beside.test(readFileSync(join(src, name), 'utf8')))
    expect(found.sort()).toEqual(others)
  })

  it('do not ask which warehouse they talk to, above the warehouses', () => {
    const asks = /===\s*'(duckdb|postgresql|postgres|clickhouse|DuckDB|PostgreSQL|ClickHouse)'/
    const asking = files
      .filter((name) => order.indexOf(folderOf(join(src, name))) > order.indexOf('warehouses'))
      .filter((name) => asks.test(readFileSync(join(src, name), 'utf8')))
    expect(asking).toEqual([])
  })

  it('load neither a warehouse nor a parser of SQL before a command is named', () => {
    const packages = new Set<string>()
    const seen = new Set<string>()
    const follow = (file: string) => {
      if (seen.has(file)) return
      seen.add(file)
      const text = readFileSync(file, 'utf8')
      for (const [, path = ''] of text.matchAll(/^(?:import|export) (?!type )[^']*from '([^']+)'/gm)) {
        if (path.startsWith('.')) follow(resolve(dirname(file), path).replace(/\.js$/, '.ts'))
        else if (!path.startsWith('node:')) packages.add(path)
      }
    }
    follow(join(src, 'cli/main.ts'))
    expect([...packages].sort()).toEqual(['commander', 'fastest-levenshtein', 'picocolors'])
  })
})
