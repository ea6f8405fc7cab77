import { explain } from '../../queries/explain.js'
import { prepareQuestion } from '../../queries/ask.js'
import { coloursFor } from '../colours.js'
import type { Command } from '../command.js'
import { explanationText } from '../explain-text.js'
import { prettyJson } from '../../documents/json.js'
import { clockOf, openProject, onWarehouse } from '../opening.js'
import { metricsArgument, questionOf, questionOptions } from '../question-options.js'
import { formatOf, formatOption, nowOption, warehouseOptions } from '../shared-options.js'

export const explainCommand: Command = {
  details:
    'Takes the same question as `daymark ask`, and answers nothing. The statements can be run by hand.',
  args: [metricsArgument],
  options: [...questionOptions, formatOption(['table', 'json']), nowOption, ...warehouseOptions],
  examples: [
    { run: 'daymark explain retentionRate --period 2011-Q3', does: 'the statements behind one figure' },
    {
      run: 'daymark explain revenue --period 2011 --by country > revenue.sql',
      does: 'a file of SQL to read or run',
    },
  ],
  async run(invocation) {
    const { options, io } = invocation
    const format = formatOf(options)
    const loaded = await openProject(invocation)
    const question = questionOf(invocation)
    const clock = clockOf(invocation, loaded)
    prepareQuestion(question, { loaded, ...clock })
    const explanation = await onWarehouse({ invocation, loaded }, { ifMissing: 'take-empty' }, (warehouse) =>
      explain(question, { loaded, warehouse, ...clock }),
    )
    const { calendar } = loaded.project
    await io.stdout.write(
      format === 'json'
        ? `${prettyJson(explanation)}\n`
        : explanationText(explanation, { colours: coloursFor(io.stdout, io.env), calendar }),
    )
    return 0
  },
}
