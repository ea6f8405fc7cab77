import { Command as Parser, CommanderError, Option as ParserOption } from 'commander'
import { closestName } from '../names/closest-name.js'
import { Refusal } from '../errors.js'
import type { Argument, Command, Option, OptionValues } from './command.js'
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
 * readCommandLine(['ask', 'revenue', '--period', '2025-Q4'], commands)
 */
export function readCommandLine(argv: readonly string[], commands: readonly Command[]): CommandLine {
  let shown = ''
  const runs: Extract<CommandLine, { is: 'run' }>[] = []
  const program = parserOf(commands, (run) => runs.push(run))
  for (const parser of [program, ...program.commands]) {
    parser.configureOutput({
      writeOut: (text) => (shown += text),
      writeErr: () => undefined,
    })
  }
  const [first] = argv
  if (first === undefined) throw new Refusal('no-command', { commands: namesOf(commands) })
  if (first !== 'help' && !first.startsWith('-') && !namesOf(commands).includes(first)) {
    const names = namesOf(commands)
    throw new Refusal('unknown-command', {
      command: first,
      commands: names,
      closest: closestName(first, names),
    })
  }
  try {
    program.parse([...argv], { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    if (thrown.exitCode !== 0 && thrown.code !== 'commander.help') refuse(thrown, commandOf(argv, commands))
  }
  const [run] = runs
  return run ?? { is: 'text', text: shown }
}

function parserOf(
  commands: readonly Command[],
  found: (run: Extract<CommandLine, { is: 'run' }>) => void,
): Parser {
  const program = new Parser('daymark')
    .description(
      'A KPI engine: exact activity, cohorts, comparisons and targets, declared once in TypeScript.',
    )
    .version(engineVersion(), '--version', 'show the version')
    .helpOption('--help', 'show this help')
    .exitOverride()
    .showSuggestionAfterError(false)
    .addHelpText('after', programNotes)
  for (const command of commands) {
    const parser = program
      .command(command.name)
      .summary(command.summary)
      .description(
        [`${command.summary.slice(0, 1).toUpperCase()}${command.summary.slice(1)}.`, command.details]
          .filter(Boolean)
          .join('\n\n'),
      )
      .helpOption('--help', 'show this help')
      .addHelpText('after', examplesOf(command))
    for (const argument of command.args) parser.argument(argumentText(argument), argument.says)
    for (const option of command.options) parser.addOption(parserOption(option))
    parser.action(() => {
      const options = valuesOf(parser.opts<Given>(), command)
      found({ is: 'run', command, args: parser.args, options })
    })
  }
  return program
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
function refuse(error: CommanderError, command: Command | undefined): never {
  const [, named = ''] = /'([^']*)'/.exec(error.message) ?? []
  const of = command?.name ?? ''
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

function commandOf(argv: readonly string[], commands: readonly Command[]): Command | undefined {
  return commands.find(({ name }) => name === argv[0])
}

function namesOf(commands: readonly Command[]): readonly string[] {
  return commands.map(({ name }) => name)
}
