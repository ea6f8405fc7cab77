import { isRefusal, type Refusal } from '../errors.js'
import { modelQuery } from '../models/model-query.js'
import { modelRefusal } from '../models/model-refusal.js'
import { queryWriting } from '../models/model-relations.js'
import { modelFinding } from './check-models.js'
import type { Finding, Trying } from './check-project.js'
import type { LoadedProject } from './loaded-project.js'
import { referenceColumns } from './reference-columns.js'
import type { Reference } from './reference.js'
import { variantsOf, type Variant } from './reference-variants.js'

/**
 * Tries the model of every reference in a session, as it is and with each of its causes corrected, and looks for
 * the columns that the reference names. Models that are wrong by themselves are for `checkModels` to say.
 */
export async function checkReferenceModels(
  loaded: LoadedProject,
  trying: Trying,
): Promise<readonly Finding[]> {
  if (loaded.models.mistakes.length > 0) return []
  const findings: Finding[] = []
  for (const [name, reference] of Object.entries(loaded.project.references)) {
    const refusal = await refusalOf(name, reference, { loaded, trying })
    if (refusal !== undefined) findings.push(modelFinding(refusal, loaded))
  }
  return findings
}

async function refusalOf(
  name: string,
  reference: Reference,
  { loaded, trying }: { readonly loaded: LoadedProject; readonly trying: Trying },
): Promise<Refusal | undefined> {
  try {
    for (const variant of variantsOf(name, reference, loaded))
      await tryVariant(name, reference, { variant, trying })
    return undefined
  } catch (thrown) {
    if (isRefusal(thrown)) return thrown
    throw thrown
  }
}

async function tryVariant(
  name: string,
  reference: Reference,
  { variant, trying }: { readonly variant: Variant; readonly trying: Trying },
): Promise<void> {
  const { session, dialect, rowsOf } = trying
  const { model, models } = variant
  const writing = queryWriting({ models, dialect, rowsOf, isKept: () => false })
  try {
    referenceColumns(name, reference, await session.describe(modelQuery(model, model.full, writing)))
  } catch (thrown) {
    throw isRefusal(thrown) ? modelRefusal(thrown, model, model.full) : thrown
  }
}
