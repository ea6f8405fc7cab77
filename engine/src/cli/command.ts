import type { Io } from './io.js'

/** An option of a command. Its long name is what {@link OptionValues} are asked for. */
export interface Option {
  /** Without dashes: `format`. */
  readonly name: string
  /** What stands for the value in the help: `DIR`. An option without one is a switch. */
  readonly value?: string
  readonly says: string
  /** Whether it may be given several times, each adding a value. */
  readonly repeatable?: boolean
  /** The only values that it takes. */
  readonly choices?: readonly string[]
}

/** What stands after the command's name. */
export interface Argument {
  readonly name: string
  readonly says: string
  readonly many?: boolean
  readonly required?: boolean
}

/** The options that were given, by name. */
export interface OptionValues {
  text(name: string): string | undefined
  /** Of a repeatable option, every value in the order given. */
  texts(name: string): readonly string[]
  isOn(name: string): boolean
}

/** What a command is run with. */
export interface Invocation {
  readonly args: readonly string[]
  readonly options: OptionValues
  readonly io: Io
}

/** How a command ended: 0 is well, 1 says that a check failed. Wrong use is a `Refusal`. */
export type ExitCode = 0 | 1

/** A command as the help lists it. */
export interface ListedCommand {
  readonly name: string
  /** One line, without a full stop. */
  readonly summary: string
  /** Loads the command and all that it needs. */
  load(): Promise<Command>
}

/** What a command takes, and what it runs. */
export interface Command {
  /** What more the help says. */
  readonly details?: string
  readonly args: readonly Argument[]
  readonly options: readonly Option[]
  /** Command lines that work, each with what it does. */
  readonly examples: readonly { readonly run: string; readonly does: string }[]
  /** Whether it runs until it is told to stop, and then ends in its own way. */
  readonly endsItself?: boolean
  run(invocation: Invocation): Promise<ExitCode>
}
