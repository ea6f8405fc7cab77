import { isEmpty, isParts, kindOf, listOf, type Parts, type Tree } from './tree.js'

/** A call of a function as it was written, whatever the parser made of it. */
export interface FunctionCall {
  /** In small letters, as it was written where the parser kept that. */
  readonly name: string
  readonly args: readonly Tree[]
  readonly isDistinct: boolean
  readonly filter: Tree
  readonly order: readonly Tree[]
  readonly ignoresNulls: boolean | undefined
}

/** Functions for which the parser has nodes of their own: the parts that are arguments, in their order. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  substring: ['this', 'start', 'length'],
  replace: ['this', 'old', 'new'],
  trim: ['this', 'characters'],
  round: ['this', 'decimals'],
  floor: ['this', 'scale', 'to'],
  ceil: ['this', 'decimals', 'to'],
  trunc_func: ['this', 'decimals'],
  log: ['this', 'base'],
  left: ['this', 'length'],
  right: ['this', 'length'],
  repeat: ['this', 'times'],
  lpad: ['this', 'length', 'fill'],
  rpad: ['this', 'length', 'fill'],
  split: ['this', 'delimiter'],
  str_position: ['this', 'substr', 'position'],
  position: ['substring', 'string', 'start'],
  regexp_like: ['this', 'pattern', 'flags'],
  regexp_replace: ['this', 'pattern', 'replacement', 'flags'],
  regexp_extract: ['this', 'pattern', 'group'],
  date_trunc: ['unit', 'this'],
  timestamp_trunc: ['unit', 'this'],
  date_add: ['this', 'interval', 'unit'],
  date_sub: ['this', 'interval', 'unit'],
  date_diff: ['this', 'expression', 'unit'],
  to_date: ['this', 'format'],
  to_timestamp: ['this', 'format'],
  to_char: ['this', 'format'],
  date_format: ['this', 'format'],
  format_date: ['this', 'format'],
  last_day: ['this', 'unit'],
  if_func: ['condition', 'true_value', 'false_value'],
  nvl2: ['this', 'true_value', 'false_value'],
  concat_ws: ['separator', 'expressions'],
  make_date: ['year', 'month', 'day'],
  lag: ['this', 'offset', 'default'],
  lead: ['this', 'offset', 'default'],
  first_value: ['this'],
  last_value: ['this'],
  nth_value: ['this', 'offset'],
  n_tile: ['num_buckets'],
  list_agg: ['this', 'separator'],
  string_agg: ['this', 'separator'],
  group_concat: ['this', 'separator'],
  percentile_cont: ['this', 'percentile'],
  percentile_disc: ['this', 'percentile'],
  sum_if: ['this', 'condition'],
  decode: ['this', 'search_results', 'default'],
  row_number: [],
  rank: [],
  dense_rank: [],
  percent_rank: [],
  cume_dist: [],
  grouping: ['expressions'],
}

/** What people call the functions of nodes whose name the parser does not keep. */
const names: Readonly<Record<string, string>> = {
  str_position: 'strpos',
  l_trim: 'ltrim',
  r_trim: 'rtrim',
  trunc_func: 'trunc',
  day_of_week: 'dayofweek',
  day_of_week_iso: 'isodow',
  day_of_month: 'dayofmonth',
  day_of_year: 'dayofyear',
  week_of_year: 'weekofyear',
  null_if: 'nullif',
  if_null: 'ifnull',
  if_func: 'if',
  n_tile: 'ntile',
  list_agg: 'listagg',
  logical_and: 'bool_and',
  logical_or: 'bool_or',
  mod_func: 'mod',
  ceil: 'ceil',
  current_date: 'current_date',
  current_timestamp: 'current_timestamp',
}

/** The call that a node is; undefined for a node that is no function's. */
export function callOf(tree: Tree): FunctionCall | undefined {
  const { kind, parts } = kindOf(tree)
  const args = argumentsOf(kind, parts)
  if (args === undefined) return undefined
  return {
    name: writtenName(kind, parts).toLowerCase(),
    args,
    isDistinct: parts['distinct'] === true,
    filter: isEmpty(parts['filter']) ? undefined : parts['filter'],
    order: listOf(parts['order_by']),
    ignoresNulls: typeof parts['ignore_nulls'] === 'boolean' ? parts['ignore_nulls'] : undefined,
  }
}

function writtenName(kind: string, parts: Parts): string {
  if (kind === 'trim' && parts['position'] === 'Leading') return 'ltrim'
  if (kind === 'trim' && parts['position'] === 'Trailing') return 'rtrim'
  if (kind === 'function' || kind === 'aggregate_function') return String(parts['name'])
  const original = parts['original_name'] ?? (typeof parts['name'] === 'string' ? parts['name'] : undefined)
  return typeof original === 'string' ? original : (names[kind] ?? kind)
}

function argumentsOf(kind: string, parts: Parts): readonly Tree[] | undefined {
  if (kind === 'function' || kind === 'aggregate_function') return listOf(parts['args'])
  if (kind === 'count') return parts['star'] === true ? [] : given([parts['this']])
  const shape = shapes[kind]
  if (shape !== undefined) return shape.flatMap((part) => given([parts[part]].flat()))
  if (notFunctions.has(kind)) return undefined
  const keys = Object.keys(parts).filter((key) => !isEmpty(parts[key]))
  const isUnary = keys.every((key) => unaryParts.has(key)) && isParts(parts['this'])
  if (isUnary) return given([parts['this'], parts['expression']])
  if (Array.isArray(parts['expressions']) && keys.every((key) => variadicParts.has(key)))
    return listOf(parts['expressions'])
  return keys.length === 0 && !plainNodes.has(kind) ? [] : undefined
}

const described = ['original_name', 'name', 'inferred_type', 'distinct', 'filter', 'order_by', 'ignore_nulls']
const unaryParts = new Set(['this', 'expression', ...described])
const variadicParts = new Set(['expressions', ...described])

/** Nodes with the parts of a function that are none. */
const notFunctions = new Set([
  ...['not', 'neg', 'bitwise_not', 'paren', 'alias', 'subquery', 'exists', 'tuple', 'interval', 'annotated'],
  ...['select', 'union', 'intersect', 'except', 'from', 'where', 'having', 'qualify', 'values', 'ordered'],
  ...[
    'var',
    'is_true',
    'is_false',
    'is_null',
    'cast',
    'try_cast',
    'safe_cast',
    'column',
    'literal',
    'window_function',
  ],
  ...[
    'within_group',
    'array',
    'array_func',
    'struct',
    'lambda',
    'cube',
    'rollup',
    'grouping_sets',
    'identifier',
  ],
])

const plainNodes = new Set(['nothing', 'null', 'star', 'boolean', 'literal'])

function given(parts: readonly unknown[]): readonly Tree[] {
  return parts.filter((part) => !isEmpty(part))
}
