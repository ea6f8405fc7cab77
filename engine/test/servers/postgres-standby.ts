import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findPrograms, freePort, untilAnswering, userOfServer } from './postgres-server.js'

/** A server that follows another one. */
export interface Standby {
  /** A database of the other server, as it is there. */
  urlOf(database: string): string
  stop(): Promise<void>
}

/** Copies a PostgreSQL server as it is and starts the copy, which from then on follows it. */
export async function startStandby(primary: string): Promise<Standby> {
  const programs = findPrograms() ?? ''
  const folder = mkdtempSync(join(tmpdir(), 'daymark-standby-'))
  const user = userOfServer()
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const copy = ['-D', data, '-d', primary, '--write-recovery-conf', '--checkpoint=fast', '--no-sync']
  execFileSync(join(programs, 'pg_basebackup'), copy, { stdio: 'ignore', cwd: folder, ...user })
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: folder, fsync: 'off' }
  const args = Object.entries(settings).flatMap(([setting, given]) => ['-c', `${setting}=${given}`])
  const server = spawn(join(programs, 'postgres'), ['-D', data, ...args], {
    stdio: 'ignore',
    cwd: folder,
    ...user,
  })
  const url = new URL(primary)
  url.port = String(port)
  await untilAnswering(url.href)
  return {
    urlOf: (database) => new URL(`/${database}`, url).href,
    stop: () =>
      new Promise((resolve) => {
        server.once('exit', () => {
          rmSync(folder, { recursive: true, force: true })
          resolve()
        })
        server.kill('SIGINT')
      }),
  }
}
