import { serve } from '@hono/node-server'
import { Refusal } from '../errors.js'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageOf } from '../warehouses/warehouse-error.js'
import type { Api } from './api.js'

/** A server that listens. */
export interface Listening {
  /** `http://127.0.0.1:4477` */
  readonly url: string
  /** Soon takes no more requests; resolves when those in flight are answered, or cut off after so many milliseconds. */
  stop(patience: number): Promise<void>
}

/** Where a server listens. */
export interface Place {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
}

/**
 * Listens for requests.
 *
 * @throws Refusal `port-taken`
 */
export function listen(api: Api, { host, port }: Place): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const told = ({ address, port: given }: AddressInfo) => {
      const shown = address.includes(':') ? `[${address}]` : address
      resolve({ url: `http://${shown}:${given}`, stop: (patience) => stopped(server, patience) })
    }
    const server = serve({ fetch: api.fetch, hostname: host, port }, told) as Server
    // A client that sends its head or body too slowly is let go.
    server.headersTimeout = 10_000
    server.requestTimeout = 30_000
    server.once('error', (cause) => {
      reject(new Refusal('port-taken', { host, port, problem: messageOf(cause) }, { cause }))
    })
  })
}

/** Milliseconds for which requests that are on their way are still taken: their connections look idle. */
const onTheirWay = 500

async function stopped(server: Server, patience: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, onTheirWay))
  return new Promise((resolve) => {
    const cutting = setTimeout(() => {
      server.closeAllConnections()
    }, patience)
    server.close(() => {
      clearTimeout(cutting)
      resolve()
    })
    server.closeIdleConnections()
  })
}
