import { pino } from 'pino'
import { wholeView } from '../../http/access/asker.js'
import { createApp } from '../../http/app.js'
import { builtDashboard } from '../../http/dashboard-files.js'
import { listen } from '../../http/listen.js'
import { usualLimits } from '../../http/service.js'
import type { Command, ExitCode } from '../command.js'
import { nowOf, openProject, withWarehouse } from '../opening.js'
import { nowOption, warehouseOptions, wholeNumber } from '../shared-options.js'

export const serveCommand: Command = {
  name: 'serve',
  summary: 'answer over HTTP, and show the dashboard',
  details: 'Until Ctrl-C. Its routes are described at /docs.',
  args: [],
  options: [
    { name: 'port', value: 'PORT', says: 'where to listen (default: 4477)' },
    nowOption,
    ...warehouseOptions,
  ],
  examples: [{ run: 'daymark serve', does: 'the dashboard at http://127.0.0.1:4477' }],
  endsItself: true,
  async run(invocation) {
    const { options, io } = invocation
    const port = wholeNumber(options, 'port') ?? 4477
    const loaded = await openProject(invocation)
    return withWarehouse(invocation, loaded, async (warehouse): Promise<ExitCode> => {
      const api = createApp({
        loaded,
        warehouse,
        now: () => nowOf(invocation, loaded),
        askerOf: () => Promise.resolve({ name: 'anyone here', view: wholeView(loaded) }),
        limits: usualLimits,
        log: pino({ level: 'warn' }, pino.destination(2)),
        dashboard: builtDashboard(),
      })
      const listening = await listen(api, { host: '127.0.0.1', port })
      await io.stderr.write(`Listening at ${listening.url}, for this machine alone.\n`)
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const)
          process.once(signal, () => {
            resolve()
          })
      })
      await listening.stop()
      return 0
    })
  },
}
