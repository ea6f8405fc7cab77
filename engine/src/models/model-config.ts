import { z } from 'zod'
import { closestName } from '../names/closest-name.js'

const texts = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat())

const settings = z.object({
  materialized: z.enum(['view', 'table', 'incremental']).default('view'),
  tags: texts.default([]),
  unique_key: texts.default([]),
  incremental_strategy: z.enum(['append', 'delete+insert', 'merge']).optional(),
  enabled: z.boolean().default(true),
})

/** What a model says of itself in `config(…)`. */
export interface ModelConfig {
  readonly materialized: 'view' | 'table' | 'incremental'
  readonly tags: readonly string[]
  /** The columns that name a row; with them, an incremental model replaces rows instead of adding to them. */
  readonly uniqueKey: readonly string[]
  readonly strategy: 'append' | 'delete+insert'
  readonly isEnabled: boolean
}

/** Settings of dbt's that mean something to other databases only, or to other tools: read and left alone. */
const ignored = new Set([
  ...['alias', 'schema', 'database', 'description', 'docs', 'meta', 'group', 'access', 'contract', 'grants'],
  ...['dist', 'sort', 'sort_type', 'bind', 'backup', 'auto_refresh', 'cluster_by', 'partition_by'],
  ...['persist_docs', 'on_schema_change', 'full_refresh', 'quoting', 'order_by', 'engine', 'indexes'],
])

const strategiesElsewhere = ['insert_overwrite', 'microbatch']

/** The settings of a `config(…)`, or what is wrong with them as a sentence. */
export function readConfig(
  given: Readonly<Record<string, unknown>>,
): { readonly config: ModelConfig } | { readonly problem: string } {
  const known = Object.keys(settings.shape)
  const stranger = Object.keys(given).find((key) => !known.includes(key) && !ignored.has(key))
  if (stranger !== undefined) {
    const near = closestName(stranger, [...known, ...ignored])
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`
    return { problem: `config has no setting "${stranger}".${hint}` }
  }
  const asked = given['incremental_strategy']
  if (strategiesElsewhere.includes(String(asked)))
    return {
      problem: `the strategy "${String(asked)}" is not there; ask for the days that changed with changed(…), name them with replaced_keys(…), and take "delete+insert".`,
    }
  const read = settings.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    return { problem: `the setting "${issue?.path.join('.') ?? ''}" of config: ${issue?.message ?? ''}.` }
  }
  const { materialized, tags, unique_key: uniqueKey, incremental_strategy: strategy, enabled } = read.data
  if (strategy === 'delete+insert' && uniqueKey.length === 0)
    return { problem: 'the strategy "delete+insert" needs a unique_key.' }
  return {
    config: {
      materialized,
      tags,
      uniqueKey,
      strategy: strategy === 'append' || uniqueKey.length === 0 ? 'append' : 'delete+insert',
      isEnabled: enabled,
    },
  }
}
