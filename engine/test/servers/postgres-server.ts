import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the PostgreSQL server of this test run answers; undefined where none is installed. */
    postgresUrl: string | undefined
  }
}

const installed = '/usr/lib/postgresql'

/** Starts one PostgreSQL server for the whole test run, where its programs are installed, and ends it after. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const programs = findPrograms()
  if (programs === undefined) {
    project.provide('postgresUrl', undefined)
    return () => Promise.resolve()
  }
  const folder = mkdtempSync(join(tmpdir(), 'daymark-postgres-'))
  const user = userOfServer()
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const initdb = [
    '-D',
    data,
    '-U',
    'daymark',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C.UTF-8',
    '--no-sync',
  ]
  execFileSync(join(programs, 'initdb'), initdb, { stdio: 'ignore', cwd: folder, ...user })
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off' }
  const args = Object.entries(settings).flatMap(([setting, given]) => ['-c', `${setting}=${given}`])
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...args], {
    stdio: 'ignore',
    cwd: folder,
    ...user,
  })
  const url = `postgres://daymark@127.0.0.1:${port}/postgres`
  await untilAnswering(url)
  project.provide('postgresUrl', url)
  return async () => {
    await ended(server)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The folder of PostgreSQL's programs, of the newest version that is installed. */
export function findPrograms(): string | undefined {
  if (!existsSync(installed)) return undefined
  const newestFirst = readdirSync(installed).sort((left, right) => Number(right) - Number(left))
  return newestFirst
    .map((version) => join(installed, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'initdb')))
}

/** PostgreSQL and its pooler refuse to run as root. */
export function userOfServer(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new Error('There is no free port.'))
      })
    })
  })
}

/** Waits until a PostgreSQL server, or what stands in front of one, answers. */
export async function untilAnswering(url: string): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const client = new Client({ connectionString: url })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (attempt > 150) throw error
      await wait(100)
    }
  }
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => {
      resolve()
    })
    // A fast shutdown, which does not wait for connections.
    server.kill('SIGINT')
  })
}
