import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsClient } from 'aws4fetch'

/** What is used of the package `s3rver`, which has no types. */
type S3rver = new (options: Readonly<Record<string, unknown>>) => {
  run(): Promise<{ readonly port: number }>
  close(): Promise<void>
}

const require = createRequire(import.meta.url)
const folder = new URL('node_modules/s3rver', import.meta.url)

/** Whether a server of S3 can be started here; `npm run servers` installs it. */
export const hasS3Server = existsSync(folder) || process.env['DAYMARK_REQUIRE_ALL'] === '1'

/** A server of S3 with a bucket, in this process. */
export class S3Server {
  readonly #folder = mkdtempSync(join(tmpdir(), 'daymark-s3-'))
  #server: InstanceType<S3rver> | undefined
  #endpoint = ''

  constructor(readonly bucket: string) {}

  /** Starts it, and puts into the environment where it is and who may read. */
  async start(): Promise<void> {
    const Server = require('s3rver') as S3rver
    const configureBuckets = [{ name: this.bucket, configs: [] }]
    this.#server = new Server({
      address: '127.0.0.1',
      port: 0,
      silent: true,
      directory: this.#folder,
      configureBuckets,
    })
    this.#endpoint = `http://127.0.0.1:${String((await this.#server.run()).port)}`
    this.login('S3RVER', 'S3RVER')
    process.env['AWS_ENDPOINT_URL_S3'] = this.#endpoint
  }

  /** Whose keys are in the environment. This server looks at the user alone, and at no signature of version 4. */
  login(user: string, secret: string): void {
    process.env['AWS_ACCESS_KEY_ID'] = user
    process.env['AWS_SECRET_ACCESS_KEY'] = secret
  }

  async put(key: string, content: string | Uint8Array): Promise<void> {
    await this.#sent('PUT', key, content)
  }

  async remove(key: string): Promise<void> {
    await this.#sent('DELETE', key)
  }

  async #sent(method: string, key: string, body?: string | Uint8Array): Promise<void> {
    const client = new AwsClient({
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
      region: 'us-east-1',
      service: 's3',
    })
    const url = `${this.#endpoint}/${this.bucket}/${key.split('/').map(encodeURIComponent).join('/')}`
    const answer = await client.fetch(url, { method, ...(body !== undefined && { body }) })
    if (!answer.ok) throw new Error(`${method} ${key}: ${String(answer.status)} ${await answer.text()}`)
  }

  async stop(): Promise<void> {
    for (const name of ['AWS_ENDPOINT_URL_S3', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
      Reflect.deleteProperty(process.env, name)
    await this.#server?.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
