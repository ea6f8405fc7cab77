import type { Decimal } from 'decimal.js'
import { planMoment } from '../builds/plan-reading.js'
import { readLabels, readWeights } from '../builds/plan-labels.js'
import { monthsWithTarget, readTargets } from '../builds/plan-target.js'
import type { Moment } from '../calendar/moment.js'
import { periodOf, type Period } from '../calendar/period.js'
import { isRefusal, Refusal } from '../errors.js'
import { exact } from '../metrics/exact.js'
import { labelledDays, oddWeights } from '../plans/month-labels.js'
import { planSources, type Plan } from '../plans/plan.js'
import { found, type Finding } from '../project/check-project.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { modelTable } from '../sources/model-table.js'
import { placedSource } from '../sources/place-source.js'
import type { RowsOf } from '../sources/source-rows.js'
import type { Source } from '../sources/source.js'
import { unbuiltRows, type UnbuiltReading, type UnbuiltRows } from '../sources/unbuilt-rows.js'
import type { Warehouse } from '../warehouses/warehouse.js'

/** What the plans of a project are checked against. */
export interface PlanChecking {
  readonly loaded: LoadedProject
  readonly warehouse: Warehouse
  /** Its month is due: a target is missed from then on. */
  readonly now: Moment
}

/**
 * What a build would tell of the plans' inputs, as warnings: months whose day targets do not add up to the month's
 * and by how much, labels without uplift or with one below 0, days that the calendar lacks or has twice, targets that are
 * missing, ambiguous or below 0. Every
 * month that has a target is looked at, and the month of `now`. Inputs that cannot be read, and those that no build
 * has made yet, are passed over: what is wrong with a source is `checkLive`'s to say.
 *
 * @example
 * const findings = await checkPlans({ loaded, warehouse, now: Temporal.Now.instant() })
 */
export async function checkPlans({ loaded, warehouse, now }: PlanChecking): Promise<readonly Finding[]> {
  const plans = Object.entries(loaded.project.plans)
  if (plans.length === 0) return []
  const files = await warehouse.files()
  return warehouse.read(async (session) => {
    const { written } = loaded
    const reading = { loaded, session, files, written, dialect: warehouse.dialect }
    const warnings: Finding[] = []
    for (const [name, declared] of plans) {
      const inputs = await readableInputs(declared, reading)
      if (inputs !== undefined) warnings.push(...(await warningsOf(name, declared, { inputs, loaded, now })))
    }
    return [...new Map(warnings.map((warning) => [warning.refusal.message, warning])).values()]
  })
}

type Inputs = (source: Source) => UnbuiltRows

interface Reading extends UnbuiltReading {
  readonly loaded: LoadedProject
}

/** The sources that a plan reads beside its metric's; undefined where one of them cannot be read. */
async function readableInputs(declared: Plan, reading: Reading): Promise<Inputs | undefined> {
  const inputs = new Map<string, UnbuiltRows>()
  for (const source of planSources(declared)) {
    try {
      const readable = await readableSource(source, reading)
      if (readable === undefined) return undefined
      inputs.set(source.name, readable)
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      return undefined
    }
  }
  return (source) => {
    const input = inputs.get(source.name)
    if (input === undefined) throw new Error(`the plan does not read the source ${source.name}`)
    return input
  }
}

async function readableSource(
  source: Source,
  { loaded: { directory, parameters, written }, ...reading }: Reading,
): Promise<UnbuiltRows | undefined> {
  if ('model' in source.from && !(await reading.session.has(modelTable(source.from.model)))) return undefined
  return unbuiltRows(await placedSource(source, { directory, parameters, written }), reading)
}

interface Looking {
  readonly inputs: Inputs
  readonly loaded: LoadedProject
  readonly now: Moment
}

async function warningsOf(
  plan: string,
  declared: Plan,
  { inputs, loaded, now }: Looking,
): Promise<readonly Finding[]> {
  const { target, labels } = declared
  const { calendar } = loaded.project
  const rowsOf: RowsOf = (source) => inputs(source).rows
  const months = 'from' in target ? await monthsWithTarget(inputs(target.from).session, rowsOf, declared) : []
  const { today } = planMoment(now, calendar)
  const due = periodOf(today, 'month', calendar)
  const isMonth = (label: string) => /^\d{4}-(0[1-9]|1[0-2])$/.test(label)
  const periods = [...new Set([...months.filter(isMonth), due.label])]
    .sort()
    .map((label) => periodOf(`${label}-01`, 'month', calendar))
  const warnings: Finding[] = []
  const warn = (refusal: Refusal, source: Source | undefined) => {
    warnings.push({ ...found(refusal, loaded, source?.name ?? plan), severity: 'warning' })
  }
  for (const month of periods) {
    const source = labels && (labels.weights === 'derived' ? labels.calendar : labels.weights)
    try {
      for (const target of await targetsIn(month, { plan, declared, inputs, rowsOf })) {
        if (target.lt(0)) {
          const facts = { plan, month: month.label, target: target.toFixed() }
          warn(
            new Refusal('target-below-zero', facts),
            'from' in declared.target ? declared.target.from : source,
          )
        }
        const odd = await oddWeightsIn(month, { plan, declared, inputs, rowsOf, target })
        for (const each of odd) warn(each, source)
      }
    } catch (thrown) {
      if (!isRefusal(thrown)) throw thrown
      warn(thrown, 'source' in thrown.facts ? sourceNamed(thrown.facts.source, declared) : source)
    }
  }
  return warnings
}

function sourceNamed(name: string, declared: Plan): Source | undefined {
  return planSources(declared).find((source) => source.name === name)
}

interface Month {
  readonly plan: string
  readonly declared: Plan
  readonly inputs: Inputs
  readonly rowsOf: RowsOf
}

async function targetsIn(
  month: Period,
  { plan, declared, inputs, rowsOf }: Month,
): Promise<readonly Decimal[]> {
  const { target } = declared
  if (!('from' in target)) return [exact(target.everyMonth)]
  const read = { name: plan, declared, month }
  return (await readTargets(inputs(target.from).session, rowsOf, read)).map((each) => each.target)
}

/** What is odd about a month's weights; derived ones always add up. Refuses bad inputs. */
async function oddWeightsIn(
  month: Period,
  { declared, inputs, rowsOf, target }: Month & { readonly target: Decimal },
): Promise<readonly Refusal[]> {
  const { labels } = declared
  if (labels === undefined) return []
  const { from } = month.range
  const called = await readLabels(inputs(labels.calendar).session, rowsOf, { declared: labels, month, from })
  if (labels.weights === 'derived') return []
  const asked = { declared: labels, month, labels: called }
  const weights = await readWeights(inputs(labels.weights).session, rowsOf, asked)
  if (weights === 'derived') return []
  return oddWeights({ target, month }, labelledDays({ month, labels: called, weights }))
}
