import { Command as Parser, CommanderError, Option as ParserOption } from 'commander'
import { closestName } from '../names/closest-name.js'
import { Refusal } from '../errors.js'
import type { Argument, Command, ListedCommand, Option, OptionValues } from './command.js'
import { engineVersion } from '../http/version.js'

/** What a command line comes to: a command to run, or a text (help, the version) to show. */
export type CommandLine =
  | {
      readonly is: 'run'
      readonly command: Command
      readonly args: readonly string[]
      readonly options: OptionValues
    }
  | { readonly is: 'text'; readonly text: string }

type Given = Readonly<Record<string, string | readonly string[] | boolean | undefined>>

/**
 * Reads a command line.
 *
 * @param argv without the program's own name
 * @throws Refusal `no-command`, `unknown-command`, `unknown-option`, `invalid-option`, `missing-argument`, …
 * @example
 * await readCommandLine(['ask', 'revenue', '--period', '2025-Q4'], commands)
 */
export async function readCommandLine(
  argv: readonly string[],
  listed: readonly ListedCommand[],
): Promise<CommandLine> {
  const names = listed.map(({ name }) => name)
  const [first] = argv
  if (first === undefined) throw new Refusal('no-command', { commands: names })
  if (first !== 'help' && !first.startsWith('-') && !names.includes(first)) {
    throw new Refusal('unknown-command', {
      command: first,
      commands: names,
      closest: closestName(first, names),
    })
  }
  const named = await namedCommand(argv, listed)
  const { program, parser } = parserOf(listed, named)
  let shown = ''
  for (const each of [program, ...program.commands]) {
    each.configureOutput({ writeOut: (text) => (shown += text), writeErr: () => undefined })
  }
  const runs: CommandLine[] = []
  parser?.action(() => {
    if (named === undefined) return
    const { command } = named
    runs.push({ is: 'run', command, args: parser.args, options: valuesOf(parser.opts<Given>(), command) })
  })
  try {
    program.parse([...argv], { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    if (thrown.exitCode !== 0 && thrown.code !== 'commander.help') refuse(thrown, named)
  }
  return runs[0] ?? { is: 'text', text: shown }
}

/** The command that the line runs, or asks help for. */
interface NamedCommand {
  readonly name: string
  readonly command: Command
}

async function namedCommand(
  [first, second]: readonly string[],
  listed: readonly ListedCommand[],
): Promise<NamedCommand | undefined> {
  const found = listed.find(({ name }) => name === (first === 'help' ? second : first))
  return found && { name: found.name, command: await found.load() }
}

/** A parser that knows every command by name, and of the named one also its arguments and options. */
function parserOf(listed: readonly ListedCommand[], named: NamedCommand | undefined) {
  const program = new Parser('daymark')
    .description(
      'A KPI engine: exact activity, cohorts, comparisons and targets, declared once in TypeScript.',
    )
    .version(engineVersion(), '--version', 'show the version')
    .helpOption('--help', 'show this help')
    .exitOverride()
    .showSuggestionAfterError(false)
    .addHelpText('after', programNotes)
  const parsers = new Map(
    listed.map(({ name, summary }) => {
      const parser = program.command(name).summary(summary).helpOption('--help', 'show this help')
      return [name, parser.description(`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`)]
    }),
  )
  const parser = named && parsers.get(named.name)
  if (named !== undefined && parser !== undefined) describe(parser, named.command)
  return { program, parser }
}

function describe(parser: Parser, command: Command): void {
  if (command.details !== undefined) parser.description(`${parser.description()}\n\n${command.details}`)
  parser.addHelpText('after', examplesOf(command))
  for (const argument of command.args) parser.argument(argumentText(argument), argument.says)
  for (const option of command.options) parser.addOption(parserOption(option))
}

const programNotes = `
Data goes to stdout, messages and progress to stderr. Exit codes: 0 well, 1 a check failed, 2 wrong use.

  daymark init shop          start a project in the folder shop
  daymark demo               build and show a filled example
  daymark help ask           the options of a command`

function examplesOf({ examples }: Command): string {
  const lines = examples.map(({ run, does }) => `  ${run}\n      ${does}`)
  return lines.length === 0 ? '' : `\nExamples:\n${lines.join('\n')}`
}

function argumentText({ name, many = false, required = false }: Argument): string {
  const text = many ? `${name}...` : name
  return required ? `<${text}>` : `[${text}]`
}

function parserOption({ name, value, says, repeatable = false }: Option): ParserOption {
  const option = new ParserOption(value === undefined ? `--${name}` : `--${name} <${value}>`, says)
  return repeatable
    ? option.argParser((text: string, before: readonly string[] | undefined) => [...(before ?? []), text])
    : option
}

/** Gives the options by name, once each of those with choices has one of them. */
function valuesOf(given: Given, command: Command): OptionValues {
  const valueOf = (name: string) =>
    given[name.replaceAll(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase())]
  for (const { name, choices } of command.options) {
    const value = valueOf(name)
    if (choices === undefined || typeof value !== 'string' || choices.includes(value)) continue
    const needs = `Use one of: ${choices.join(', ')}.`
    throw new Refusal('invalid-option', { option: name, value, needs, closest: closestName(value, choices) })
  }
  return {
    text(name) {
      const value = valueOf(name)
      return typeof value === 'string' ? value : undefined
    },
    texts(name) {
      const value = valueOf(name)
      return typeof value === 'object' ? value : []
    },
    isOn: (name) => valueOf(name) === true,
  }
}

/** Says a parser's error in our words; the parser tells the name in quotes. */
function refuse(error: CommanderError, asked: NamedCommand | undefined): never {
  const [, named = ''] = /'([^']*)'/.exec(error.message) ?? []
  const { name: of = '', command } = asked ?? {}
  switch (error.code) {
    case 'commander.unknownOption': {
      const names = [...(command?.options.map(({ name }) => name) ?? ['version']), 'help']
      const near = closestName(named.replace(/^-+/, ''), names)
      const closest = near === undefined ? undefined : `--${near}`
      const options = names.map((name) => `--${name}`)
      throw new Refusal('unknown-option', { option: named, command: of, closest, options }, { cause: error })
    }
    case 'commander.optionMissingArgument': {
      const [option = named, value = 'VALUE'] = named.replace(/[<>]/g, '').split(' ')
      throw new Refusal('option-without-value', { option, value }, { cause: error })
    }
    case 'commander.missingArgument':
      throw new Refusal('missing-argument', { argument: named, command: of }, { cause: error })
    case 'commander.excessArguments':
      throw new Refusal(
        'too-many-arguments',
        { command: of, takes: command?.args.map(({ name }) => name) ?? [] },
        { cause: error },
      )
    default:
      throw error
  }
}
