import { spawn, execFile, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const daymark = join(root, 'engine/bin/daymark.js')
const slow = ['--seconds', '180']
const run = promisify(execFile)

/** An example over data that is made for it, built, and served by a process of its own. */
export class Served {
  readonly folder = mkdtempSync(join(tmpdir(), 'daymark-served-'))
  url = ''
  #server: ChildProcess | undefined

  private constructor(
    readonly project: string,
    readonly now: string,
  ) {}

  /** Makes the example's data (seed 1) and builds it; `now` is the clock. */
  static async build(example: string, { scale, now }: { scale: number; now: string }): Promise<Served> {
    const served = new Served(join(root, 'examples', example), now)
    const words = [
      'run',
      '-s',
      'generate',
      '--',
      '--scale',
      String(scale),
      '--out',
      served.data,
      '--seed',
      '1',
    ]
    await run('npm', words, { cwd: served.project })
    await served.cli('build', '--now', now, '--quiet')
    return served
  }

  get data(): string {
    return join(this.folder, 'data')
  }

  /** What the command line prints of a command. */
  async cli(...words: readonly string[]): Promise<string> {
    const { stdout } = await run(process.execPath, [daymark, ...words, ...this.#where], {
      cwd: this.folder,
      maxBuffer: 1e8,
    })
    return stdout
  }

  /** What the command line answers, as data. DuckDB's file is one process's: a server is ended first. */
  async json<T>(...words: readonly string[]): Promise<T> {
    await this.end()
    return JSON.parse(await this.cli(...words, '--now', this.now, '--format', 'json')) as T
  }

  /** Serves it at a port that is free, with time enough for a machine that has other work. */
  async serve(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const words = [
      daymark,
      'serve',
      '--port',
      '0',
      '--now',
      this.now,
      '--log',
      'error',
      ...slow,
      ...this.#where,
    ]
    const server = spawn(process.execPath, words, { cwd: this.folder, env: { ...process.env, ...env } })
    this.#server = server
    this.url = await new Promise((resolve, reject) => {
      let said = ''
      server.stderr.on('data', (text: Buffer) => {
        said += text.toString()
        const url = /http:\/\/[\d.]+:\d+/.exec(said)?.[0]
        if (url !== undefined) resolve(url)
      })
      server.once('exit', () => {
        reject(new Error(`The server ended: ${said}`))
      })
    })
  }

  async end(): Promise<void> {
    const server = this.#server
    this.url = ''
    if (server?.exitCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    await ended
  }

  async close(): Promise<void> {
    await this.end()
    rmSync(this.folder, { recursive: true, force: true })
  }

  get #where(): readonly string[] {
    const warehouse = `duckdb:${join(this.folder, 'warehouse.duckdb')}`
    return ['--project', this.project, '--set', `data=${this.data}`, '--warehouse', warehouse]
  }
}
