import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { DuckDBInstance } from '@duckdb/node-api'
import type * as boards from '../../engine/src/boards/answer-board.js'
import type * as loading from '../../engine/src/project/load-project.js'
import type * as asks from '../../engine/src/queries/ask.js'
import type * as opening from '../../engine/src/warehouses/open-warehouse.js'
import { figureNames, sums, type Asked, type Figures } from './figures.js'
import { statementOf } from './statement.js'

/** Someone who answers, and says how long it took, in milliseconds. */
export interface Contender {
  readonly name: string
  answer(asked: Asked): Promise<Timed>
  close(): Promise<void>
}

export interface Timed {
  readonly milliseconds: number
  readonly figures: Figures
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The engine as it is published, so that nothing is translated while it is measured. */
const built = <T>(path: string) => import(pathToFileURL(join(root, 'engine/dist', path)).href) as Promise<T>

/** Daymark in this process, over a project that is built: the figures alone, and a page with them and its charts. */
export async function daymark(data: string, warehouseFile: string): Promise<readonly Contender[]> {
  const { loadProject } = await built<typeof loading>('project/load-project.js')
  const { openWarehouse } = await built<typeof opening>('warehouses/open-warehouse.js')
  const { ask } = await built<typeof asks>('queries/ask.js')
  const { answerBoard } = await built<typeof boards>('boards/answer-board.js')

  const directory = join(root, 'examples/business-performance')
  const project = await loadProject(directory, { set: { data } })
  const page = project.project.boards['business-performance']
  if (page === undefined) throw new Error('The example has lost its board.')
  const board = { ...page, cards: figureNames }
  const loaded = { ...project, project: { ...project.project, boards: { figures: board } } }
  const warehouse = await openWarehouse(`duckdb:${warehouseFile}`, { directory })
  const asking = { loaded, warehouse, today: '2027-01-01' }
  const days = ({ from, to }: Asked) => ({ from, to, compare: 'previous-length' }) as const

  return [
    {
      name: 'Daymark, the figures',
      async answer(asked) {
        const start = performance.now()
        const { total } = await ask({ metrics: figureNames, ...days(asked) }, asking)
        const milliseconds = performance.now() - start
        const pairs = Object.entries(total.values).flatMap(([name, { value, comparison }]) => [
          [name, value] as const,
          [`earlier_${name}`, comparison?.value] as const,
        ])
        return { milliseconds, figures: Object.fromEntries(pairs) }
      },
      close: () => warehouse.close(),
    },
    {
      name: 'Daymark, a page of them with sparklines and nine charts',
      async answer(asked) {
        const start = performance.now()
        const { cards } = await answerBoard('figures', days(asked), asking)
        const milliseconds = performance.now() - start
        const pairs = cards.flatMap(({ metric, value, previous }) => [
          [metric, value] as const,
          [`earlier_${metric}`, previous] as const,
        ])
        return { milliseconds, figures: Object.fromEntries(pairs) }
      },
      close: () => Promise.resolve(),
    },
  ]
}

/** The statement by hand, in this process. */
export async function byHand(ledger: string): Promise<Contender> {
  const instance = await DuckDBInstance.create(ledger, { access_mode: 'READ_ONLY' })
  const connection = await instance.connect()
  return {
    name: 'the best single statement by hand',
    async answer(asked) {
      const start = performance.now()
      const read = await connection.runAndReadAll(statementOf(asked))
      const [figures = {}] = read.getRowObjectsJson()
      return { milliseconds: performance.now() - start, figures }
    },
    close() {
      connection.closeSync()
      instance.closeSync()
      return Promise.resolve()
    },
  }
}

/** A peer in a process of its own, which takes the time itself; see `answering.mjs`. */
export async function peer(
  name: string,
  { file, ledger }: { file: string; ledger: string },
): Promise<Contender> {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [path, ledger, JSON.stringify(sums)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit').then((): never => {
    throw new Error(`${name} has ended before it answered; what it said stands above.`)
  })
  ended.catch(() => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async () => {
    const next = await lines.next()
    return next.done === true ? ended : next.value
  }
  const ready = await line()
  if (ready !== 'ready') throw new Error(`${name} says "${ready}" where it should be ready.`)
  return {
    name,
    async answer(asked) {
      child.stdin.write(`${JSON.stringify(asked)}\n`)
      return JSON.parse(await line()) as Timed
    },
    async close() {
      const exit = once(child, 'exit')
      child.stdin.end()
      await exit
    },
  }
}
