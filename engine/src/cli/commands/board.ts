import { answerBoard, boardNamed } from '../../boards/answer-board.js'
import { Refusal } from '../../errors.js'
import { boardDocument } from '../../documents/board.js'
import { prettyJson } from '../../documents/json.js'
import { boardPage } from '../board/page.js'
import { coloursFor } from '../colours.js'
import type { Command } from '../command.js'
import type { Io } from '../io.js'
import { clockOf, nowOf, openProject, withWarehouse } from '../opening.js'
import { daysOf, daysOptions } from '../question-options.js'
import { formatOf, formatOption, nowOption, warehouseOptions } from '../shared-options.js'

export const boardCommand: Command = {
  details:
    'Cards are compared with the period before, while in progress with as many of its days; other days with the same days a month earlier.',
  args: [{ name: 'name', says: "the board, by its name in the project's file", required: true }],
  options: [...daysOptions, formatOption(['table', 'json']), nowOption, ...warehouseOptions],
  examples: [
    {
      run: 'daymark board business-performance --period 2025-Q4',
      does: 'a quarter, among the quarters of its year',
    },
    {
      run: 'daymark board business-performance --from 2025-10-01 --to 2025-10-20',
      does: 'any days, each of them along the charts',
    },
    { run: 'daymark board business-performance --period 2025-10 --format json', does: 'all of it as data' },
  ],
  async run(invocation) {
    const { args, options, io } = invocation
    const [name] = args
    if (name === undefined) throw new Refusal('missing-argument', { argument: 'name', command: 'board' })
    const loaded = await openProject(invocation)
    boardNamed(name, loaded)
    const days = daysOf(options, true)
    const board = await withWarehouse(invocation, loaded, (warehouse) =>
      answerBoard(name, days, {
        loaded,
        warehouse,
        ...clockOf(invocation, loaded),
        now: nowOf(invocation, loaded),
      }),
    )
    const { calendar } = loaded.project
    const screen = { width: widthOf(io), colours: coloursFor(io.stdout, io.env), calendar }
    await io.stdout.write(
      formatOf(options) === 'json' ? `${prettyJson(boardDocument(board))}\n` : boardPage(board, screen),
    )
    return 0
  },
}

const [narrowest, usual, widest] = [40, 80, 160]

/** The terminal's width, else what `COLUMNS` says, within what a page can be read at. */
function widthOf({ stdout, env }: Io): number {
  const said = Number(env['COLUMNS'])
  const width = stdout.columns ?? (Number.isInteger(said) && said > 0 ? said : usual)
  return Math.max(narrowest, Math.min(widest, width))
}
