import { serve } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import type { Api } from './api.js'

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:4477` */
  readonly url: string
  /** Takes no more requests and resolves when those in flight are answered. */
  stop(): Promise<void>
}

/** Listens for requests; port 0 takes any that is free. */
export function listen(api: Api, { host, port }: { host: string; port: number }): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const server = serve(
      { fetch: api.fetch, hostname: host, port },
      ({ address, port: given }: AddressInfo) => {
        const shown = address.includes(':') ? `[${address}]` : address
        resolve({
          url: `http://${shown}:${given}`,
          stop: () =>
            new Promise((stopped) => {
              server.close(() => {
                stopped()
              })
            }),
        })
      },
    )
    server.once('error', reject)
  })
}
