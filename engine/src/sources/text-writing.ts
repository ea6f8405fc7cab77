import { z } from 'zod'
import { chosen, type ShapeOf } from '../declarations/shape.js'
import { Refusal } from '../errors.js'
import { rangePattern } from './sheets/copy-sheet.js'
import { encodingProblem, type UsualEncoding } from './plain/encoding.js'

/** How files of text and workbooks are written, where it is not the usual way. */
export interface TextWriting {
  /**
   * How the bytes of a file stand for characters, such as `windows-1252`, `utf-16le`, or `utf-16` for files that begin
   * with a byte-order mark. Default: UTF-8.
   */
  readonly encoding?: UsualEncoding | (string & {})
  /** For CSV: what separates the fields. Default: found out from the file. */
  readonly delimiter?: string
  /** For CSV: what stands around a field, twice where it is part of the field; `''` where nothing does. Default: `"`. */
  readonly quote?: string
  /** For CSV: what stands before a quote that is part of a field, such as `\`. Default: the quote itself. */
  readonly escape?: string
  /** For CSV: how many lines stand before the header, such as the title of a report. Default: 0. */
  readonly skipLines?: number
  /** For CSV and workbooks: whether there is a row with the columns' names. Without one, columns have a `position`. Default: true. */
  readonly hasHeader?: boolean
  /** For CSV: how lines begin that are left out, before the header and between rows, such as `#`. */
  readonly comment?: string | readonly string[]
  /**
   * For CSV: how the lines begin that stand behind the last row, such as `Total` or `['Total', 'Created']`. A line behind
   * them that begins otherwise is refused.
   */
  readonly footer?: string | readonly string[]
  /** For CSV: how many lines stand behind the last row of each file, not counting blank ones. Default: 0. */
  readonly footerLines?: number
  /** For workbooks: the sheet that is read. Default: the only one that is shown and has something in it. */
  readonly sheet?: string
  /** For workbooks: the cells that are read, such as `B3:F100` or `B:F`. Default: all. */
  readonly range?: string
  /** For workbooks: the number of the row that has the columns' names. Default: the first that is not empty. */
  readonly headerRow?: number
}

const aBeginning = z
  .string()
  .refine(
    (text) => text.trim() === text && text !== '' && !/[\r\n]/.test(text),
    'how a line begins, such as #',
  )

const beginnings = chosen<string | string[]>((value) =>
  typeof value === 'string' ? aBeginning : z.array(aBeginning).min(1),
)

/** The schema of each key. */
export const textWritingShape: ShapeOf<TextWriting> = {
  encoding: chosen<string>((value) => {
    if (typeof value !== 'string') return 'an encoding, such as windows-1252 or utf-16'
    return encodingProblem(value) ?? z.any()
  }).optional(),
  delimiter: z
    .string()
    .refine((written) => written !== '', 'the character between the fields, such as ;')
    .optional(),
  quote: z
    .string()
    .refine(
      (written) => /^[\x20-\x7E]?$/.test(written),
      "one character, such as ', or '' where fields have none",
    )
    .optional(),
  escape: z
    .string()
    .refine((written) => /^[\x21-\x7E]$/.test(written), 'one character, such as \\')
    .optional(),
  skipLines: z.number().int().min(0).max(90).optional(),
  hasHeader: z.boolean().optional(),
  comment: beginnings.optional(),
  footer: beginnings.optional(),
  footerLines: z.number().int().min(0).max(90).optional(),
  sheet: z.string().optional(),
  range: z
    .string()
    .refine((written) => rangePattern.test(written), 'cells, such as B3:F100 or B:F')
    .optional(),
  headerRow: z.number().int().min(1).max(1_048_576).optional(),
}

const keys = Object.keys(textWritingShape) as readonly (keyof TextWriting)[]

/**
 * How a source's files are written, as far as it is declared.
 *
 * @throws Refusal `only-for-files`
 */
export function declaredWriting(
  source: string,
  declared: TextWriting & { readonly files?: string | readonly string[] },
): TextWriting {
  const given = keys.filter((key) => declared[key] !== undefined)
  const [what] = given
  if (declared.files === undefined && what !== undefined)
    throw new Refusal('only-for-files', { source, what, instead: 'what is to be left out as `where`' })
  return Object.fromEntries(given.map((key) => [key, declared[key]]))
}
