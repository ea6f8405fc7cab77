import { grains, parseGrain } from '../../calendar/grain.js'
import { prettyJson } from '../../documents/json.js'
import { retentionDocument } from '../../documents/retention.js'
import { Refusal } from '../../errors.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import {
  incompleteChoices,
  preparedGrid,
  retentionGrid,
  type RetentionGrid,
  type RetentionRequest,
} from '../../queries/retention-grid.js'
import { whereFilters } from '../../queries/written-filters.js'
import { coloursFor } from '../colours.js'
import type { Command, Invocation } from '../command.js'
import { clockOf, openProject, withWarehouse } from '../opening.js'
import { daysOf, daysOptions } from '../question-options.js'
import { writeNotes } from '../notes.js'
import { retentionCsv } from '../retention-csv.js'
import { retentionTable } from '../retention-table.js'
import {
  formatOf,
  formatOption,
  formulasOf,
  formulasOption,
  nowOption,
  warehouseOptions,
} from '../shared-options.js'

export const retentionCommand: Command = {
  details:
    'A cell stays blank until its period is over and the data reach its end; --incomplete show gives it so far, marked. CSV has a row for each cell: cohort, new, after, period, active, share in percent, and partial (true where the cell is so far).',
  args: [
    { name: 'of', says: 'an activity, or a metric that counts members of one, by its name', required: true },
  ],
  options: [
    {
      name: 'identity',
      value: 'NAME',
      says: "by whom members are counted (default: the metric's own, or the activity's first)",
    },
    { name: 'grain', value: 'GRAIN', says: `cohorts by ${grains.join(', ')} (default: month)` },
    ...daysOptions,
    {
      name: 'where',
      value: 'A=B',
      says: "only these rows, by the activity's own dimensions: a=b, a=b,c, a!=b, a=; may be repeated",
      repeatable: true,
    },
    {
      name: 'incomplete',
      value: incompleteChoices.join('|'),
      says: 'whether periods that are not over have their figures so far (default: hide)',
      choices: incompleteChoices,
    },
    formatOption(),
    formulasOption,
    nowOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark retention activeCustomers --period 2011', does: 'cohorts by month, as a triangle' },
    {
      run: 'daymark retention sales --identity customer --from 2010-12-01 --to 2011-12-31 --incomplete show',
      does: 'an activity by one of its identities, with the month that is not over',
    },
    {
      run: 'daymark retention activeCustomers --period 2011-Q3 --grain week --format csv > retention.csv',
      does: 'a row for each cohort and week',
    },
  ],
  async run(invocation) {
    const { options, io } = invocation
    const loaded = await openProject(invocation)
    const grid = await answered(invocation, loaded)
    if (formatOf(options) === 'csv')
      await writeNotes(
        io,
        grid.notes.map(({ says }) => says),
      )
    await io.stdout.write(
      {
        csv: () => retentionCsv(grid, formulasOf(options)),
        json: () => `${prettyJson(retentionDocument(grid))}\n`,
        table: () =>
          retentionTable(grid, {
            calendar: loaded.project.calendar,
            colours: coloursFor(io.stdout, io.env),
            columns: io.stdout.columns,
          }),
      }[formatOf(options)](),
    )
    return 0
  },
}

/** Counts the grid; its names are looked up before a warehouse is opened. */
function answered(invocation: Invocation, loaded: LoadedProject): Promise<RetentionGrid> {
  const request = requestOf(invocation)
  const clock = clockOf(invocation, loaded)
  preparedGrid(request, { loaded, ...clock })
  return withWarehouse(invocation, loaded, (warehouse) =>
    retentionGrid(request, { loaded, warehouse, ...clock }),
  )
}

function requestOf({ args, options }: Invocation): RetentionRequest {
  const [activity] = args
  if (activity === undefined) {
    throw new Refusal('missing-argument', { argument: 'of', command: 'retention' })
  }
  const identity = options.text('identity')
  const grain = options.text('grain')
  const incomplete = incompleteChoices.find((choice) => choice === options.text('incomplete'))
  return {
    activity,
    ...daysOf(options, true),
    where: whereFilters(options.texts('where')),
    ...(identity !== undefined && { identity }),
    ...(grain !== undefined && { grain: parseGrain(grain) }),
    ...(incomplete !== undefined && { incomplete }),
  }
}
