import { looksBack } from '../../metrics/metric-kinds.js'
import { ask, prepareQuestion } from '../../queries/ask.js'
import { writeNotes } from '../notes.js'
import type { Answer } from '../../queries/answer.js'
import { Refusal } from '../../errors.js'
import { answerCsv } from '../answer-csv.js'
import { answerDocument } from '../../documents/answer.js'
import { prettyJson } from '../../documents/json.js'
import { answerTable } from '../answer-table.js'
import { coloursFor } from '../colours.js'
import type { Command, Invocation } from '../command.js'
import { clockOf, openProject, withWarehouse } from '../opening.js'
import { metricsArgument, questionOf, questionOptions } from '../question-options.js'
import {
  formatOf,
  formatOption,
  formulasOf,
  formulasOption,
  nowOption,
  warehouseOptions,
  wholeNumber,
} from '../shared-options.js'
import type { LoadedProject } from '../../project/loaded-project.js'

export const askCommand: Command = {
  args: [metricsArgument],
  options: [
    ...questionOptions,
    formatOption(),
    formulasOption,
    { name: 'limit', value: 'N', says: 'show at most so many rows of the table' },
    nowOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark ask revenue --period 2011-Q3', does: 'one figure, and how it came about' },
    {
      run: 'daymark ask revenue activeCustomers --period 2011-Q3 --grain month --compare previous-period',
      does: 'a series, each month beside the month before',
    },
    {
      run: 'daymark ask retentionRate --from 2011-10-01 --to 2011-10-20 --by country --where country=France,Germany',
      does: 'some values of a dimension, over any days',
    },
    {
      run: 'daymark ask revenue --period 2011 --grain day --format csv > revenue.csv',
      does: 'plain figures for a file',
    },
  ],
  async run(invocation) {
    const { options, io } = invocation
    const format = formatOf(options)
    const limit = wholeNumber(options, 'limit')
    if (limit !== undefined && format !== 'table') {
      throw new Refusal('conflicting-options', {
        options: ['--limit', `--format ${format}`],
        why: 'only a table is shortened',
        fix: 'Leave --limit out, or narrow the question with --where.',
      })
    }
    const loaded = await openProject(invocation)
    const answer = await answered(invocation, loaded)
    if (format === 'csv')
      await writeNotes(
        io,
        answer.notes.map(({ says }) => says),
      )
    await io.stdout.write(
      {
        csv: () => answerCsv(answer, formulasOf(options)),
        json: () => `${prettyJson(answerDocument(answer))}\n`,
        table: () =>
          answerTable(answer, {
            calendar: loaded.project.calendar,
            colours: coloursFor(io.stdout, io.env),
            columns: io.stdout.columns,
            limit,
            looksBack: answer.metrics.some(({ name }) => {
              const metric = loaded.project.metrics[name]
              return metric !== undefined && looksBack(metric)
            }),
          }),
      }[format](),
    )
    return 0
  },
}

/** Asks the question; its names are looked up before a warehouse is opened. */
function answered(invocation: Invocation, loaded: LoadedProject): Promise<Answer> {
  const question = questionOf(invocation)
  const clock = clockOf(invocation, loaded)
  prepareQuestion(question, { loaded, ...clock })
  return withWarehouse(invocation, loaded, (warehouse) => ask(question, { loaded, warehouse, ...clock }))
}
