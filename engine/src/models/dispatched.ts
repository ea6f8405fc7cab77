import { callable } from '../templates/arguments.js'
import { TemplateMistake } from '../templates/template-mistake.js'
import { Callable, Thing, Undefined, textOf, type Value } from '../templates/values.js'
import type { WrittenDialect } from '../sql/expression.js'
import { nothingToPrint } from './template-globals.js'

/** What dbt calls the adapters whose macros fit a dialect, the nearest first. */
const prefixes: Readonly<Record<WrittenDialect, readonly string[]>> = {
  duckdb: ['duckdb'],
  postgresql: ['postgres'],
  clickhouse: ['clickhouse'],
  redshift: ['redshift', 'postgres'],
  snowflake: ['snowflake'],
  bigquery: ['bigquery'],
}

/**
 * `adapter`: its `dispatch` gives the macro for the dialect in which the models are written, such as
 * `redshift__cents`, else `default__cents`.
 */
export function adapterThing(writtenIn: WrittenDialect, macro: (name: string) => Value | undefined): Thing {
  const dispatch = callable(
    'adapter.dispatch',
    { needs: ['macro_name'], takes: ['macro_namespace'] },
    (given = null, packageName = null) => {
      const name = textOf(given, 'adapter.dispatch')
      const candidates = [...prefixes[writtenIn], 'default'].map((prefix) => `${prefix}__${name}`)
      for (const candidate of candidates) {
        const found = macro(candidate)
        if (found !== undefined) return found
      }
      const inPackage = packageName === null ? undefined : macro(textOf(packageName, 'adapter.dispatch'))
      const member = inPackage instanceof Thing ? inPackage.members.get(name) : undefined
      if (member instanceof Callable) return member
      throw new TemplateMistake(
        `no macro is called ${candidates.join(' or ')}; write one in the folder \`macros\`.`,
      )
    },
  )
  const others = ['get_relation', 'get_columns_in_relation', 'quote', 'execute'].map(
    (name) =>
      [name, new Undefined(`adapter.${name} is not there: a template is run without a warehouse.`)] as const,
  )
  return new Thing('namespace', nothingToPrint('adapter'), {
    members: new Map<string, Value>([...others, ['dispatch', dispatch]]),
  })
}
