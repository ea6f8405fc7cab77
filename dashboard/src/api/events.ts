import { exactJson } from '../numbers/figure.js'
import { sent, type Request } from './http.js'

/** One event of a stream. */
export interface StreamEvent {
  readonly event: string
  readonly data: unknown
}

/** Reads a stream of server-sent events to its end. It is fetched, so that a key can go with it. */
export async function* eventsOf(request: Request): AsyncGenerator<StreamEvent> {
  const response = await sent(request, 'text/event-stream')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) return
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const found = eventIn(block)
      if (found) yield found
    }
  }
}

/** `event: progress\ndata: {…}`; comments and empty blocks are none. */
function eventIn(block: string): StreamEvent | undefined {
  const fields = block.split('\n').map((line) => /^(\w+):\s?(.*)$/.exec(line))
  const read = (name: string) =>
    fields.filter((field) => field?.[1] === name).map((field) => field?.[2] ?? '')
  const data = read('data').join('\n')
  return data === '' ? undefined : { event: read('event')[0] ?? 'message', data: exactJson(data) }
}
