import { spawn } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, untilAnswering, userOfServer } from './postgres-server.js'

const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path))

/** Whether a pooler can be started here. */
export const hasPooler = program !== undefined

/** A pooler in front of a PostgreSQL server, and how it is ended. */
export interface Pooler {
  readonly url: string
  stop(): void
}

/**
 * Starts PgBouncer in front of a database: each transaction gets one of three connections of its own choice, as it does
 * with the poolers that providers put in front of their databases.
 */
export async function startPooler(database: URL): Promise<Pooler> {
  if (program === undefined) throw new Error('PgBouncer is not installed.')
  const folder = mkdtempSync(join(tmpdir(), 'daymark-pooler-'))
  const user = userOfServer()
  const port = await freePort()
  const target = `host=${database.hostname} port=${database.port} user=${database.username}`
  const settings = `[databases]\n* = ${target}\n[pgbouncer]
listen_addr = 127.0.0.1\nlisten_port = ${port}\nunix_socket_dir =\nauth_type = any
pool_mode = transaction\ndefault_pool_size = 3\nmax_client_conn = 100\nserver_round_robin = 1\nlogfile = ${join(folder, 'log')}\n`
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(file, settings)
  if (user) for (const path of [folder, file]) chownSync(path, user.uid, user.gid)
  const server = spawn(program, ['--quiet', file], { stdio: 'ignore', cwd: folder, ...user })
  const url = new URL(database)
  url.port = String(port)
  await untilAnswering(url.href)
  return {
    url: url.href,
    stop: () => {
      server.kill('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
