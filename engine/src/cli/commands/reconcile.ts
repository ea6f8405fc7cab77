import { prettyJson } from '../../documents/json.js'
import { reconciliationDocument } from '../../documents/reconciliation.js'
import { Refusal } from '../../errors.js'
import { referenceNamed } from '../../project/reference.js'
import { reconcile, type Reconciliation } from '../../queries/reconcile/reconcile.js'
import { coloursFor } from '../colours.js'
import type { Command, Invocation } from '../command.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { openProject, todayOf, withWarehouse } from '../opening.js'
import { Progress } from '../progress.js'
import { reconciliationCsv } from '../reconcile/csv.js'
import { reconciliationText } from '../reconcile/screen.js'
import {
  formatOf,
  formatOption,
  formulasOf,
  formulasOption,
  nowOption,
  quietOption,
  warehouseOptions,
  wholeNumber,
} from '../shared-options.js'

export const reconcileCommand: Command = {
  details:
    "The reference's model is run again with one more of its causes corrected each time. What a cause amounts to in a row is by how much that changes it; the amounts add up to the whole difference, and what is left over is unexplained. Exits with 1 when anything is.",
  args: [{ name: 'reference', says: "the reference, by its name in the project's file", required: true }],
  options: [
    { name: 'from', value: 'DAY', says: 'the first day to compare (default: all days)' },
    { name: 'to', value: 'DAY', says: 'the last day to compare (default: all days up to today)' },
    { name: 'examples', value: 'N', says: 'how many rows to show for each cause (default: 3)' },
    formatOption(),
    formulasOption,
    nowOption,
    quietOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark reconcile kpay_cust_dau_count', does: 'what each cause amounts to, with examples' },
    {
      run: 'daymark reconcile kpay_cust_dau_count --from 2023-01-01 --format csv > differences.csv',
      does: 'every row that differs, by cause',
    },
  ],
  async run(invocation) {
    const { args, options, io } = invocation
    const [reference] = args
    if (reference === undefined)
      throw new Refusal('missing-argument', { argument: 'reference', command: 'reconcile' })
    const examples = wholeNumber(options, 'examples')
    const loaded = await openProject(invocation)
    referenceNamed(reference, loaded.project.references)
    const found = await reconciled({ reference, examples }, invocation, loaded)
    await io.stdout.write(written(found, invocation, loaded))
    return found.passed ? 0 : 1
  },
}

async function reconciled(
  { reference, examples }: { readonly reference: string; readonly examples: number | undefined },
  invocation: Invocation,
  loaded: LoadedProject,
): Promise<Reconciliation> {
  const { options, io } = invocation
  const [from, to] = [options.text('from'), options.text('to')]
  const progress = new Progress(io, { isQuiet: options.isOn('quiet') })
  const request = {
    reference,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(examples === undefined ? {} : { examples }),
    onProgress: progress.begin.bind(progress),
  }
  try {
    return await withWarehouse(invocation, loaded, (warehouse) =>
      reconcile(request, { loaded, warehouse, today: todayOf(invocation, loaded) }),
    )
  } finally {
    await progress.end()
  }
}

function written(found: Reconciliation, { options, io }: Invocation, { project }: LoadedProject): string {
  switch (formatOf(options)) {
    case 'json':
      return `${prettyJson(reconciliationDocument(found))}\n`
    case 'csv':
      return reconciliationCsv(found, formulasOf(options))
    case 'table':
      return reconciliationText(found, {
        colours: coloursFor(io.stdout, io.env),
        calendar: project.calendar,
        width: io.stdout.columns,
      })
  }
}
