import type { WrittenDialect } from '../written-dialect.js'
import type { Compiled } from './compiled.js'
import type { Compiling } from './compiling.js'
import type { FunctionCall } from './function-call.js'

/** A call that is being read. */
export interface Call extends FunctionCall {
  readonly compiling: Compiling
  /** An argument, translated; refused where it is missing. */
  readonly arg: (at: number) => Compiled
  /** An argument that has to be a text literal, or the name of a part such as `week`. */
  readonly word: (at: number) => string
  /** An argument that has to be a whole number's literal; undefined where it is missing. */
  readonly number: (at: number) => number | undefined
  /** Refuses the call: a sentence that says why, or what to write. */
  readonly refuse: (advice: string) => never
}

/** How a dialect's function is read. */
export interface Reading {
  /** As it is written: `datediff(part, from, to)`. */
  readonly form: string
  /** What it means; missing where it is refused. */
  readonly means?: (call: Call) => Compiled
  /** What to write in its place, where it is refused or differs. */
  readonly instead?: string
}

/** Where a value's halves go when it becomes a whole number. */
export type Halves = 'away' | 'even' | 'cut'

/** What a dialect's SQL means: the one home of what is known of it. */
export interface SourceDialect {
  readonly name: WrittenDialect
  /** By name in small letters; names with the same meaning share one reading. */
  readonly functions: Readonly<Record<string, Reading>>
  /** `left / right` */
  readonly quotient: (left: Compiled, right: Compiled, compiling: Compiling) => Compiled | undefined
  /** Whether nulls come first in ORDER BY where it does not say so. */
  readonly nullsFirst: { readonly ascending: boolean; readonly descending: boolean }
  /** What a cast to a whole number does to the rest. */
  readonly wholeFromDecimal: Halves
  readonly wholeFromDouble: Halves
  /** What a cast to a decimal does to the places that it does not keep. */
  readonly decimalFromDecimal: 'away' | 'cut'
  /**
   * How a double becomes a decimal: by its shortest decimal digits or its first fifteen, with halves away from 0; or
   * multiplied by a power of ten as doubles are, and then rounded or cut.
   */
  readonly decimalFromDouble:
    'shortest digits' | 'fifteen digits' | 'multiplied and rounded' | 'multiplied and cut'
  /** Whether `2.5` is a double, which does not meet decimals then. */
  readonly decimalLiterals: 'decimals' | 'doubles'
  /** The first and last date that a literal can be, and how another is written; undefined where each can be. */
  readonly dates?: {
    readonly first: string
    readonly last: string
    readonly wider: (date: string) => string
  }
  /** Whether a decimal as text has all of its places; else it is refused. */
  readonly writesAllPlaces: boolean
  /** Whether decimals of one expression keep places of their own, so that their text is not told by its type. */
  readonly hasOwnPlaces: boolean
  /** Whether a sum of 64-bit numbers and a field of EXTRACT are decimals, which `/` does not cut. */
  readonly dividesSumsExactly: boolean
  /** Whether `INTEGER` has 32 bits; a value beyond them is an error, or null where the cast is tried. */
  readonly hasShortInteger: boolean
  /** What a text such as `12.7` is as a whole number. */
  readonly wholeFromText: 'rounded' | 'none'
  /** Texts in small letters that are true, and those that are false; `isTrimmed` says whether blanks count for nothing. */
  readonly truths: {
    readonly yes: readonly string[]
    readonly no: readonly string[]
    readonly isTrimmed: boolean
  }
  /** Whether a date may be followed by anything and be written with `/`, a blank or `\\`. */
  readonly readsLooseDates: boolean
  /** Whether the offset from UTC behind a text such as `2024-01-05T10:00:00Z` counts for nothing where it becomes a timestamp. */
  readonly ignoresOffsets: boolean
  /** What `.` and `\\w` match; `refused` where that follows a database's locale. */
  readonly expressions: { readonly dot: 'any' | 'any but a new line'; readonly words: 'ASCII' | 'refused' }
  /** What the pattern of SIMILAR TO is. */
  readonly similarTo: 'a pattern of its own' | 'a regular expression'
  /** Whether a text such as `1_000` is a number; one such as `0x1A` is an error then. */
  readonly hasUnderscores: boolean
  /** Whether `\\` in a text is one `\`; a `\` before anything else is refused then. Default: it is not. */
  readonly textHasEscapes?: boolean
  /** Whether blanks at the end of a text count where it is compared; else a literal with such is refused. Default: they do. */
  readonly blanksCount?: boolean
  /** What is left of a division by 0. */
  readonly remainderByZero: 'null' | 'error'
  /** Digits of `decimal` where none are said; undefined where it has as many as it needs. */
  readonly plainDecimal: { readonly precision: number; readonly scale: number } | undefined
  /** Whether `\` escapes in a LIKE pattern that does not name its escape. */
  readonly likeHasEscape: boolean
  /** The fields of EXTRACT whose meaning differs, by the parser's names. */
  readonly fields: Readonly<Record<string, (value: Compiled, compiling: Compiling) => Compiled>>
  /** `date + n` and `date - n` with a whole number; undefined where the dialect has none. */
  readonly addsDays: boolean
  /** What a date plus an interval is. */
  readonly datePlusInterval: (unit: string) => 'date' | 'timestamp'
  /** What a name stands for that is both a column and something else that the SELECT names. */
  readonly namesInSelect: 'column' | 'column until WHERE, then refused' | 'refused'
  /** Whether a condition as text is `true` or `false`; else it is refused. */
  readonly writesTruth: boolean
  /** Whether a null in the list of `IN` counts for nothing, instead of making it unknown. */
  readonly listsSkipNulls: boolean
  /** Whether `(SELECT count(*) … WHERE it = outer)` is 0 where there are no rows; else it is refused. */
  readonly countsNone: boolean
  /** Whether `UNION` by itself is `UNION DISTINCT`, and an ORDER BY behind it sorts the whole; else both are refused. */
  readonly unionsAreSets: boolean
}
