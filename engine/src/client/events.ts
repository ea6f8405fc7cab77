/** The data of a stream of server-sent events, each parsed as JSON. */
export async function* eventData(response: Response): AsyncGenerator {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  if (reader === undefined) return
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + value).replaceAll('\r\n', '\n').split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const data = block
          .split('\n')
          .flatMap((line) => /^data: ?(.*)$/.exec(line)?.[1] ?? [])
          .join('\n')
        if (data !== '') yield JSON.parse(data) as unknown
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
