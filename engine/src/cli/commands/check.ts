import { isRefusal, type Refusal } from '../../errors.js'
import { checkLive } from '../../project/check-live.js'
import { checkOnWarehouse, checkProject, type Finding } from '../../project/check-project.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { checkPlans } from '../../queries/check-plans.js'
import { placeFrom } from '../report-error.js'
import { coloursFor, type Colours } from '../colours.js'
import type { Command, Invocation } from '../command.js'
import { prettyJson } from '../../documents/json.js'
import { nowOf, openProject, onWarehouse } from '../opening.js'
import { formatOf, formatOption, nowOption, quietOption, warehouseOptions } from '../shared-options.js'

export const checkCommand: Command = {
  details: 'Exits with 1 when anything is wrong. Nothing is changed.',
  args: [],
  options: [
    {
      name: 'live',
      says: 'check the contracts of the sources and the inputs of the plans against the data too',
    },
    formatOption(['table', 'json']),
    quietOption,
    nowOption,
    ...warehouseOptions,
  ],
  examples: [
    { run: 'daymark check', does: 'fast enough for each save, and for CI' },
    {
      run: 'daymark check --warehouse postgres://reader@db/shop',
      does: 'every model and expression prepared there',
    },
    { run: 'daymark check --live --warehouse postgres://reader@db/shop', does: 'what the data really hold' },
  ],
  async run(invocation) {
    const { options, io } = invocation
    const loaded = await openProject(invocation).catch(declaredWrongly)
    if (isRefusal(loaded)) return reportDeclaration(invocation, loaded)
    const findings = await findingsOf(invocation, loaded)
    const isWrong = findings.some(({ severity }) => severity === 'error')
    if (formatOf(options) === 'json') {
      await io.stdout.write(`${prettyJson({ project: loaded.project.name, ok: !isWrong, findings })}\n`)
    } else {
      const colours = coloursFor(io.stdout, io.env)
      const lines = findings.map((finding) => findingLines(finding, { colours, cwd: io.cwd }))
      const summary = options.isOn('quiet') ? '' : `${summaryOf(loaded, findings)}\n`
      await io.stdout.write([...lines, summary].join(''))
    }
    return isWrong ? 1 : 0
  },
}

/** A refusal that has a place in the project's file is what a check is there to find. */
function declaredWrongly(thrown: unknown): Refusal {
  if (isRefusal(thrown) && thrown.where !== undefined && thrown.code !== 'project-unreadable') return thrown
  throw thrown
}

async function reportDeclaration({ options, io }: Invocation, refusal: Refusal): Promise<1> {
  const { code, message, fix, where } = refusal
  const finding: Finding = { severity: 'error', refusal: { code, message, fix }, ...(where && { where }) }
  await io.stdout.write(
    formatOf(options) === 'json'
      ? `${prettyJson({ project: null, ok: false, findings: [finding] })}\n`
      : findingLines(finding, { colours: coloursFor(io.stdout, io.env), cwd: io.cwd }),
  )
  return 1
}

/** What is wrong with the declarations, tried on the warehouse and its data where that was asked for. */
async function findingsOf(invocation: Invocation, loaded: LoadedProject): Promise<readonly Finding[]> {
  const { options } = invocation
  if (!options.isOn('live'))
    return options.text('warehouse') === undefined
      ? checkProject(loaded)
      : onWarehouse({ invocation, loaded }, { ifMissing: 'take-empty' }, (warehouse) =>
          checkOnWarehouse(loaded, warehouse),
        )
  return onWarehouse({ invocation, loaded }, { ifMissing: 'take-empty' }, async (warehouse) => [
    ...(await checkLive(loaded, warehouse)),
    ...(await checkPlans({ loaded, warehouse, now: nowOf(invocation, loaded) })),
  ])
}

function findingLines(
  { severity, refusal, where }: Finding,
  { colours, cwd }: { readonly colours: Colours; readonly cwd: string },
): string {
  const { red, yellow, bold, dim } = colours
  const place = where === undefined ? '' : `${bold(placeFrom(cwd, where))} `
  const paint = severity === 'error' ? red : yellow
  return `${place}${paint(severity)} ${refusal.code}: ${refusal.message}\n  ${dim(`fix: ${refusal.fix}`)}\n`
}

function summaryOf({ project, layout, models }: LoadedProject, findings: readonly Finding[]): string {
  const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`
  const holds = [
    counted(Object.keys(project.metrics).length, 'metric', 'metrics'),
    counted(layout.activities.length, 'activity', 'activities'),
    counted(layout.sources.length, 'source', 'sources'),
    ...(models.inOrder.length > 0 ? [counted(models.inOrder.length, 'model', 'models')] : []),
  ].join(', ')
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - errors
  if (findings.length === 0) return `${holds}: nothing wrong.`
  const found = [
    ...(errors > 0 ? [counted(errors, 'error', 'errors')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning', 'warnings')] : []),
  ].join(', ')
  return `${holds}: ${found}.`
}
