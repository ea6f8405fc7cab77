import type { ColumnType } from '../sql/sql.js'
import type { Constructs } from '../sql/translation/constructs.js'
import type { Read, Reading } from './reading.js'

/** What a warehouse reads texts with: its constructs, and a cast of a text that is known to be of a type's form. */
export interface TextReading {
  readonly constructs: Constructs
  readonly cast: (text: string, type: ColumnType) => string
}

const number = String.raw`^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$`
const day = String.raw`\d{4}-\d{2}-\d{2}`
const time = String.raw`([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6}0*)?)?`
const zone = String.raw`(Z|[+-]\d{2}:?\d{2})`
const forms = {
  double: number,
  boolean: '^([tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[tTfF10])$',
  date: `^${day}$`,
  timestamp: `^${day}([ T]${time})?$`,
  instant: `^${day}[ T]${time}${zone}$`,
} as const

/**
 * Reads the text of a single value of JSON, by the rules for texts in files: plain digits, days and times as ISO 8601
 * writes them, and nothing that would lose a digit.
 */
export function readScalar(scalar: (json: string) => string, by: TextReading): Read {
  return (json, declared) => {
    const text = scalar(json)
    if (declared === 'text') return { type: 'text', value: text }
    if (declared === 'integer') return decimalOfText(text, { precision: 38, scale: 0 }, by)
    const [, precision, scale] = /^decimal\((\d+),(\d+)\)$/.exec(declared) ?? []
    if (precision !== undefined)
      return decimalOfText(text, { precision: Number(precision), scale: Number(scale) }, by)
    const form = declared in forms ? forms[declared as keyof typeof forms] : undefined
    if (form === undefined) return undefined
    const { constructs } = by
    const isFormed = constructs.matches(text, constructs.literal(form, 'text'))
    const isOne =
      declared === 'double' || declared === 'boolean'
        ? isFormed
        : `(${isFormed} AND ${constructs.parsedOrNull(constructs.slice(text, '1', '10'), 'date')} IS NOT NULL)`
    return guarded(text, { type: declared, isOne, cast: by.cast(text, declared) })
  }
}

function decimalOfText(
  text: string,
  { precision, scale }: { readonly precision: number; readonly scale: number },
  { constructs, cast }: TextReading,
): Reading {
  const type = `decimal(${precision},${scale})` as const
  const matches = (form: string) => constructs.matches(text, constructs.literal(form, 'text'))
  const isOne = matches(String.raw`^[+-]?0*\d{0,${precision - scale}}(\.\d{0,${scale}}0*)?$`)
  const isLarge = matches(String.raw`^[+-]?0*[1-9]\d{${precision - scale},}(\.\d*)?$`)
  const fits = guarded(text, { type, isOne: `(${isOne} AND ${matches(number)})`, cast: cast(text, type) })
  const isWrong = fits.wrong?.[0]?.when ?? 'false'
  return {
    ...fits,
    wrong: [
      { rule: 'type', when: `(${isWrong} AND NOT ${matches(number)})` },
      { rule: 'range', when: `(${isWrong} AND ${isLarge})` },
      { rule: 'digits', when: `(${isWrong} AND ${matches(number)} AND NOT ${isLarge})` },
    ],
  }
}

function guarded(
  text: string,
  { type, isOne, cast }: { readonly type: ColumnType; readonly isOne: string; readonly cast: string },
): Reading {
  const when = `(${text} IS NOT NULL AND NOT ${isOne})`
  return { type, value: `CASE WHEN ${isOne} THEN ${cast} END`, shown: text, wrong: [{ rule: 'type', when }] }
}
