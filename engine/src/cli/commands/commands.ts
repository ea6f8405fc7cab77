import type { Command } from '../command.js'
import { askCommand } from './ask.js'
import { backtestCommand } from './backtest.js'
import { boardCommand } from './board.js'
import { buildCommand } from './build.js'
import { checkCommand } from './check.js'
import { demoCommand } from './demo.js'
import { explainCommand } from './explain.js'
import { exportCommand } from './export.js'
import { initCommand } from './init.js'
import { keysCommand } from './keys.js'
import { planCommand } from './plan.js'
import { reconcileCommand } from './reconcile.js'
import { retentionCommand } from './retention.js'
import { serveCommand } from './serve.js'
import { verifyCommand } from './verify.js'

/** Every command, in the order in which the help lists them. */
export const commands: readonly Command[] = [
  initCommand,
  demoCommand,
  checkCommand,
  buildCommand,
  askCommand,
  retentionCommand,
  explainCommand,
  boardCommand,
  planCommand,
  backtestCommand,
  exportCommand,
  verifyCommand,
  reconcileCommand,
  serveCommand,
  keysCommand,
]
