import { z } from 'zod'
import { chosen, isObject, objectOf } from '../declarations/shape.js'
import { closestName } from '../names/closest-name.js'
import type { ColumnType, Sql } from '../sql/sql.js'
import { aPath, pathSteps, type ValuePath } from './value-path.js'
import { declaredForm, formShape, type ColumnForm } from './forms/column-form.js'

/** A type that a source's column may be declared with. */
export type SourceType = Exclude<ColumnType, 'member' | 'set'>

/** A column's contract, at length. */
export interface ColumnContract<T extends SourceType = SourceType> extends ColumnForm {
  readonly type: T
  /** Whether the value may be missing. Default: false. */
  readonly nullable?: boolean
  /** The only values that may appear. */
  readonly accepted?: readonly (string | number | boolean)[]
  /** The column's header in the file, where it is not the column's name. */
  readonly header?: string
  /**
   * For CSV and workbooks: the column's place in the file, from 1, where headers are missing or the same. In a sheet it is
   * counted from the first column of its range.
   */
  readonly position?: number
  /**
   * For JSON, Parquet and tables: the way to the value inside of objects and lists, such as `customer.address.city` or
   * `items[0].sku`; `['a.b', 0]` where a name has a dot. A value that is not there is missing.
   */
  readonly path?: string | ValuePath
  /**
   * For a column that no file or table has: an expression over the source's other columns, such as `price * quantity`. Its
   * value is checked as any other.
   */
  readonly sql?: string
}

/** A column's contract, or its short form: a type, with `?` behind it when the value may be missing. */
export type ColumnDeclaration = SourceType | `${SourceType}?` | ColumnContract

const plainTypes: readonly string[] = [
  'text',
  'integer',
  'double',
  'boolean',
  'date',
  'timestamp',
  'instant',
] satisfies SourceType[]

/** What people who come from a database or a language write → the type that they mean. */
const typesElsewhere: Readonly<Partial<Record<string, SourceType>>> = {
  int: 'integer',
  bigint: 'integer',
  string: 'text',
  varchar: 'text',
  float: 'double',
  number: 'decimal(18,2)',
  numeric: 'decimal(18,2)',
  decimal: 'decimal(18,2)',
  bool: 'boolean',
  datetime: 'timestamp',
  timestamptz: 'instant',
}

function isSourceType(text: string): boolean {
  const [, digits, places] = /^decimal\((\d+),(\d+)\)$/.exec(text) ?? []
  if (digits === undefined || places === undefined) return plainTypes.includes(text)
  return Number(digits) >= 1 && Number(digits) <= 38 && Number(places) <= Number(digits)
}

const needsType = `one of: ${plainTypes.join(', ')}, decimal(18,2) with other digits (at most 38) and decimal places`

function typeNamed(written: string): z.ZodType<SourceType> | { needs: string; closest: string | undefined } {
  const spelled = written.trim().toLowerCase().replaceAll(/\s/g, '')
  if (isSourceType(written)) return z.any()
  const closest =
    typesElsewhere[spelled] ?? (isSourceType(spelled) ? spelled : closestName(spelled, plainTypes))
  return { needs: needsType, closest }
}

const aType = chosen<SourceType>((value) => (typeof value === 'string' ? typeNamed(value) : needsType))

const aContract = objectOf<ColumnContract>({
  type: aType,
  nullable: z.boolean().optional(),
  accepted: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  header: z.string().optional(),
  position: z.number().int().min(1).max(16_384).optional(),
  path: aPath.optional(),
  sql: z.string().optional(),
  ...formShape,
})

/** A column as a source declares it. */
export const aColumn = chosen<ColumnDeclaration>((value) => {
  if (isObject(value)) return aContract
  if (typeof value !== 'string') return `${needsType}; with ? behind it where a value may be missing`
  const named = typeNamed(value.replace(/\?$/, ''))
  return 'closest' in named ? named : z.any()
})

/** A column with its contract spelled out. */
export interface SourceColumn {
  readonly name: string
  readonly type: SourceType
  readonly nullable: boolean
  readonly accepted: readonly (string | number | boolean)[] | undefined
  readonly header: string
  readonly position?: number
  /** The way to the value, whose first step is the column of the file. */
  readonly path?: ValuePath
  /** How its values are written in files, where that is not the plain form. */
  readonly form?: ColumnForm
  /** The expression that gives its value. */
  readonly sql?: string
  /** For a column of a table: the type that the table holds it in, once `boundSource` has looked. */
  readonly held?: SourceType
  /** For a column of a table that is not read as it is: how it is. */
  readonly as?: HeldAs
}

/** How a table's column is read, in the warehouse's SQL over the table's own columns. */
export interface HeldAs {
  /** Gives what is held. */
  readonly value: Sql
  /** What stands in the table, where it may be something that cannot be held so, and the conditions for that. */
  readonly from?: Sql
  readonly wrong?: readonly { readonly rule: 'type' | 'digits' | 'range'; readonly when: Sql }[]
}

/** A column's contract at length. */
export function spelledOut(name: string, declared: ColumnDeclaration): SourceColumn {
  const contract: ColumnContract =
    typeof declared === 'string'
      ? { type: declared.replace(/\?$/, '') as SourceType, nullable: declared.endsWith('?') }
      : declared
  const form = declaredForm(contract)
  const path = contract.path === undefined ? undefined : pathSteps(contract.path)
  return {
    name,
    type: contract.type,
    nullable: contract.nullable ?? false,
    accepted: contract.accepted,
    header: contract.header ?? (path === undefined ? name : String(path[0])),
    ...(contract.position !== undefined && { position: contract.position }),
    ...(path && { path }),
    ...(contract.sql !== undefined && { sql: contract.sql }),
    ...(form && { form }),
  }
}
