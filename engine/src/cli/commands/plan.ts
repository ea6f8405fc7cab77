import { parseMoment } from '../../calendar/moment.js'
import { Refusal } from '../../errors.js'
import type { PlanReport } from '../../plans/plan-report.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { answerPlan, planAsOf } from '../../queries/answer-plan.js'
import { planNamed } from '../../builds/plan-reading.js'
import type { Command, Invocation } from '../command.js'
import { nowOf, openProject, withWarehouse } from '../opening.js'
import { writeNotes } from '../notes.js'
import { planCsv } from '../plan/csv.js'
import { prettyJson } from '../../documents/json.js'
import { planDocument } from '../../documents/plan.js'
import { planPage } from '../plan/page.js'
import { planScreen } from '../plan/screen.js'
import {
  formatOf,
  formatOption,
  formulasOf,
  formulasOption,
  nowOption,
  warehouseOptions,
} from '../shared-options.js'

export const planCommand: Command = {
  details:
    'Worked out from the rows in the warehouse, as of now; rows dated later do not count. With --as-of it is what was stored then: each build stores what every plan says of the current month.',
  args: [{ name: 'name', says: "the plan, by its name in the project's file", required: true }],
  options: [
    { name: 'month', value: 'MONTH', says: '2026-01, this-month or last-month (default: the month of now)' },
    { name: 'as-of', value: 'MOMENT', says: 'what was said last up to this moment, as it was stored' },
    formatOption(),
    formulasOption,
    nowOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark plan recommended', does: 'this month as a table, with today by the hour' },
    {
      run: 'daymark plan documented --month 2026-01 --now 2026-01-15T09:00 --format csv',
      does: 'the documented table kpi_day, as of a moment',
    },
    { run: 'daymark plan recommended --as-of 2026-01-13T18:00', does: 'what was said on that evening' },
  ],
  async run(invocation) {
    const { args, options, io } = invocation
    const [name] = args
    if (name === undefined) throw new Refusal('missing-argument', { argument: 'name', command: 'plan' })
    const loaded = await openProject(invocation)
    const report = await reported(name, invocation, loaded)
    if (formatOf(options) === 'csv') await writeNotes(io, report.notices)
    await io.stdout.write(
      {
        csv: () => planCsv(report, formulasOf(options)),
        json: () => `${prettyJson(planDocument(report))}\n`,
        table: () => planPage(report, planScreen(io), loaded.project.calendar),
      }[formatOf(options)](),
    )
    return 0
  },
}

/** The plan as of now, or as it was stored; its name is looked up before a warehouse is opened. */
function reported(plan: string, invocation: Invocation, loaded: LoadedProject): Promise<PlanReport> {
  const { options } = invocation
  planNamed(plan, loaded)
  const month = options.text('month')
  const asOf = options.text('as-of')
  if (asOf !== undefined && options.text('now') !== undefined) {
    throw new Refusal('conflicting-options', {
      options: ['--as-of', '--now'],
      why: 'the one gives back what was stored, the other works it out anew',
      fix: 'Leave one of them out.',
    })
  }
  return withWarehouse(invocation, loaded, (warehouse) => {
    const asking = { loaded, warehouse }
    if (asOf === undefined) return answerPlan({ plan, month, now: nowOf(invocation, loaded) }, asking)
    const moment = parseMoment(asOf, loaded.project.calendar)
    return planAsOf({ plan, month, asOf: moment }, asking)
  })
}
