import { Refusal } from '../errors.js'
import { formulaChoices, type Formulas } from '../documents/csv.js'
import type { Option, OptionValues } from './command.js'

/** Options of every command that works on a project. */
export const projectOptions: readonly Option[] = [
  { name: 'project', value: 'DIR', says: "the project's folder (default: the current folder)" },
  {
    name: 'set',
    value: 'KEY=VALUE',
    says: "a value for one of the project's parameters; may be repeated",
    repeatable: true,
  },
]

/** Options of every command that reads or writes a warehouse. */
export const warehouseOptions: readonly Option[] = [
  ...projectOptions,
  {
    name: 'warehouse',
    value: 'URL',
    says: "duckdb:PATH or postgres://… (default: $DAYMARK_WAREHOUSE, or .daymark/warehouse.duckdb in the project's folder)",
  },
]

export const nowOption: Option = {
  name: 'now',
  value: 'MOMENT',
  says: "the moment to take for now, in the project's time zone: 2026-01-15T09:00 (default: the clock)",
}

export const quietOption: Option = { name: 'quiet', says: 'no progress and no messages' }

export const formats = ['table', 'json', 'csv'] as const

/** How a command's output is written. */
export type OutputFormat = (typeof formats)[number]

/** `--format` for a command that can write these. */
export function formatOption(choices: readonly OutputFormat[] = formats): Option {
  return {
    name: 'format',
    value: choices.join('|'),
    says: 'how to write the output (default: table)',
    choices,
  }
}

/** What CSV does with texts that a spreadsheet would run. */
export const formulasOption: Option = {
  name: 'formulas',
  value: formulaChoices.join('|'),
  says: "in CSV, texts that a spreadsheet would run: `text` puts ' before them (default), `kept` leaves them",
  choices: formulaChoices,
}

/** What was asked for of formulas; its value is among the option's choices. */
export function formulasOf(options: OptionValues): Formulas {
  return formulaChoices.find((each) => each === options.text('formulas')) ?? 'text'
}

/** The format that was asked for; its value is among the option's choices. */
export function formatOf(options: OptionValues): OutputFormat {
  return formats.find((format) => format === options.text('format')) ?? 'table'
}

/**
 * The values of `--set`, by name; of one that is repeated the last holds.
 *
 * @throws Refusal `invalid-option`
 */
export function setValues(options: OptionValues): Readonly<Record<string, string>> {
  return Object.fromEntries(
    options.texts('set').map((text): readonly [string, string] => {
      const at = text.indexOf('=')
      if (at < 1) {
        throw new Refusal('invalid-option', {
          option: 'set',
          value: text,
          needs: 'Write the name of a parameter, = and its value, such as --set data=exports.',
          closest: undefined,
        })
      }
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

/** A whole number above 0; undefined where the option is not given. */
export function wholeNumber(options: OptionValues, name: string): number | undefined {
  const text = options.text(name)
  if (text === undefined) return undefined
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    const needs = `Write a whole number above 0, such as --${name} 20.`
    throw new Refusal('invalid-option', { option: name, value: text, needs, closest: undefined })
  }
  return Number(text)
}
