import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { runBuild, type BuildReport } from '../../src/builds/run-build.js'
import { checkLive } from '../../src/project/check-live.js'
import { loadedProject } from '../../src/project/load-project.js'
import type { LoadedProject } from '../../src/project/loaded-project.js'
import type { Project } from '../../src/project/project.js'
import type { Answer } from '../../src/queries/answer.js'
import { ask } from '../../src/queries/ask.js'
import type { Question } from '../../src/queries/question.js'
import type { Warehouse } from '../../src/warehouses/warehouse.js'
import { warehouses } from '../servers/warehouses.js'

/** A project's folder and a warehouse, for the tests of one file. */
export class Built {
  readonly folder = mkdtempSync(join(tmpdir(), 'daymark-built-'))

  constructor(readonly warehouse: Warehouse) {}

  write(path: string, content: string | Uint8Array): void {
    const whole = join(this.folder, path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, content)
  }

  load(project: Project): LoadedProject {
    return loadedProject(project, { file: join(this.folder, 'daymark.config.ts'), directory: this.folder })
  }

  build(project: Project): Promise<BuildReport> {
    return runBuild({ loaded: this.load(project), warehouse: this.warehouse })
  }

  check(project: Project) {
    return checkLive(this.load(project), this.warehouse)
  }

  ask(project: Project, question: Question, today = '2030-01-01'): Promise<Answer> {
    return ask(question, { loaded: this.load(project), warehouse: this.warehouse, today })
  }

  /** The total's values, by metric. */
  async figures(project: Project, question: Question): Promise<Record<string, string | null>> {
    const { total } = await this.ask(project, question)
    return Object.fromEntries(Object.entries(total.values).map(([metric, { value }]) => [metric, value]))
  }
}

/** Runs tests on every warehouse that is there, each with a folder of its own. */
export function builtOnEveryWarehouse(tests: (built: () => Built) => void): void {
  for (const server of warehouses)
    describe.skipIf(server.skip)(server.title, () => {
      let built: Built | undefined
      beforeAll(async () => {
        built = new Built(await server.open())
      })
      afterAll(async () => {
        await built?.warehouse.close()
        rmSync(built?.folder ?? '', { recursive: true, force: true })
      })
      tests(() => {
        if (built === undefined) throw new Error('It is built inside of tests.')
        return built
      })
    })
}
