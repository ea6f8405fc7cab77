import type { ListedCommand } from '../command.js'

/** Every command, in the order in which the help lists them. What a command runs is loaded only when it is named. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'init',
    summary: 'start a project in a folder, with small data to try it on',
    load: async () => (await import('./init.js')).initCommand,
  },
  {
    name: 'demo',
    summary: 'build and show a filled example',
    load: async () => (await import('./demo.js')).demoCommand,
  },
  {
    name: 'check',
    summary: 'check the declarations: names, SQL, and with --live the data as well',
    load: async () => (await import('./check.js')).checkCommand,
  },
  {
    name: 'build',
    summary: 'bring the warehouse up to date with the data and the declarations',
    load: async () => (await import('./build.js')).buildCommand,
  },
  {
    name: 'ask',
    summary: 'answer a question: metrics over days, split and compared',
    load: async () => (await import('./ask.js')).askCommand,
  },
  {
    name: 'retention',
    summary: 'show who came back: cohorts by the period in which members were new',
    load: async () => (await import('./retention.js')).retentionCommand,
  },
  {
    name: 'explain',
    summary: 'show how a question is answered: formulas, passes and their SQL',
    load: async () => (await import('./explain.js')).explainCommand,
  },
  {
    name: 'board',
    summary: 'show a page: its cards, what they are to reach, and its charts',
    load: async () => (await import('./board.js')).boardCommand,
  },
  {
    name: 'plan',
    summary: "show a month's day targets, what is adjusted, and where day and month will end",
    load: async () => (await import('./plan.js')).planCommand,
  },
  {
    name: 'backtest',
    summary: 'say how wrong the projections of a day would have been, by hour and by method',
    load: async () => (await import('./backtest.js')).backtestCommand,
  },
  {
    name: 'export',
    summary: 'give out a built table, or a table of answers, as CSV, JSON or Parquet',
    load: async () => (await import('./export.js')).exportCommand,
  },
  {
    name: 'verify',
    summary: 'test what is kept: identities hold, sums add up, and all of it equals the rows behind it',
    load: async () => (await import('./verify.js')).verifyCommand,
  },
  {
    name: 'reconcile',
    summary: 'compare an existing table with the metrics, row by row, and sort the differences by cause',
    load: async () => (await import('./reconcile.js')).reconcileCommand,
  },
  {
    name: 'serve',
    summary: 'answer over HTTP, show the dashboard, and build on a schedule',
    load: async () => (await import('./serve.js')).serveCommand,
  },
  {
    name: 'keys',
    summary: 'make, list and revoke the keys of the HTTP API',
    load: async () => (await import('./keys.js')).keysCommand,
  },
]
