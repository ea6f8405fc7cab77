import { join } from 'node:path'
import { isRefusal, type Refusal } from '../errors.js'
import type { Model, RenderedModel } from '../models/model.js'
import { givenKeys, tableOf } from '../models/model-columns.js'
import { modelQuery } from '../models/model-query.js'
import { modelRefusal } from '../models/model-refusal.js'
import { queryWriting } from '../models/model-relations.js'
import { sql, type Sql } from '../sql/sql.js'
import type { Finding, Trying } from './check-project.js'
import type { LoadedProject } from './loaded-project.js'

/**
 * Tries every model in a session, over the rows that `rowsOf` gives for its sources; what models read of each
 * other stands as queries inside of queries. A model of which another that it reads is wrong is not tried.
 */
export async function checkModels(loaded: LoadedProject, trying: Trying): Promise<readonly Finding[]> {
  const { inOrder, mistakes } = loaded.models
  const findings = mistakes.map((refusal) => modelFinding(refusal, loaded))
  const wrong = new Set<string>(mistakes.flatMap(({ facts }) => ('model' in facts ? [facts.model] : [])))
  for (const model of inOrder) {
    const refusal = model.parents.some((parent) => wrong.has(parent))
      ? 'untried'
      : await refusalOf(model, inOrder, trying)
    if (refusal === undefined) continue
    wrong.add(model.name)
    if (refusal !== 'untried') findings.push(modelFinding(refusal, loaded))
  }
  return findings
}

async function refusalOf(
  model: Model,
  models: readonly Model[],
  { session, dialect, rowsOf }: Trying,
): Promise<Refusal | undefined> {
  const inside = { models, dialect, rowsOf, isKept: () => false }
  const full = queryWriting({ ...inside, thisOf: () => sql`(SELECT 1)` })
  const held = (of: Model): Sql => sql`(SELECT * FROM (${modelQuery(of, of.full, full)}) AS held WHERE 1 = 0)`
  const writing = queryWriting({ ...inside, thisOf: held })
  const attempt = async (rendered: RenderedModel, trying: typeof tableOf | typeof givenKeys = tableOf) => {
    try {
      await trying(session, model, modelQuery(model, rendered, writing))
      return undefined
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      return modelRefusal(thrown, model, rendered)
    }
  }
  const { replacedKeys } = model
  return (
    (await attempt(model.full)) ??
    (replacedKeys && (await attempt(replacedKeys, givenKeys))) ??
    (await attempt(model.incremental))
  )
}

/** What a refusal of a model amounts to, with its place in the template where it has one. */
export function modelFinding({ code, message, fix, facts }: Refusal, { directory }: LoadedProject): Finding {
  const refusal = { code, message, fix }
  if (!('file' in facts) || !('model' in facts)) return { severity: 'error', refusal }
  const { line, column } = { line: 1, column: 1, ...(facts as object) } as { line: number; column: unknown }
  const at = typeof column === 'number' ? column : 1
  return { severity: 'error', refusal, where: { file: join(directory, facts.file), line, column: at } }
}
