/**
 * Every refusal that the engine can utter: code → the facts that its sentence needs.
 *
 * A refusal is the user's to mend: bad input, a misspelt name, a broken contract. Anything else that is
 * thrown is our bug, and is reported as one.
 */
/** Rows of a source that nothing counts, or that name no member. */
export interface RowsLeftOut {
  readonly source: string
  /** What takes nothing from them; none where only the source's own rows are added up. */
  readonly readBy: readonly Reader[]
  readonly lacks: WhatRowsLack
  /** What gives it, as it is declared. */
  readonly column: string
  /** The identity, where it is a member that they lack; else null. */
  readonly identity: string | null
  readonly rows: number
  /** How many rows were looked at: those that the conditions take. */
  readonly ofRows: number
  /** Up to three of them, each with its file and line or its key. */
  readonly examples: readonly string[]
}

/** What reads rows, by its name; of board targets the metric that reads them. */
export interface Reader {
  readonly kind: 'activity' | 'segment' | 'plan' | 'targets'
  readonly name: string
}

/** What rows may lack, so that something takes nothing from them. */
export const rowLacks = [
  'day',
  'member',
  // The same, of rows that decide first days only.
  'day of a first day',
  'member of a first day',
  // Of a version of a history.
  'day on which it holds',
  // Of what plans read.
  'column',
  'time',
  // Of targets.
  'metric',
  'start of a period',
] as const

export type WhatRowsLack = (typeof rowLacks)[number]

export interface Refusals {
  'invalid-date': { text: string; what: string }
  'invalid-time-zone': { timeZone: string; closest?: string | undefined }
  'invalid-day-start': { dayStartsAt: string }
  'invalid-period': { text: string; relative: readonly string[] }
  'invalid-range': { from: string; to: string }
  'invalid-moment': { text: string }
  'invalid-week-start': { weekStart: string; weekdays: readonly string[]; closest: string | undefined }
  'invalid-fiscal-year-start': { month: number }
  'unknown-grain': { grain: string; grains: readonly string[]; closest: string | undefined }
  'unknown-comparison': {
    rule: string
    rules: readonly string[]
    otherNames: Readonly<Record<string, string>>
    closest: string | undefined
  }
  'comparison-does-not-fit': { rule: string; from: string; to: string; needs: string }
  'invalid-name': { what: string; name: string }
  'unknown-declaration-key': {
    /** The call that the key stands in, and where in it. */
    of: string
    key: string
    closest: string | undefined
    keys: readonly string[]
  }
  'invalid-declaration': {
    of: string
    part: string
    given: string
    needs: string
    closest: string | undefined
  }
  'source-from-where': { source: string }
  'latest-without-key': { source: string }
  'sql-syntax': { what: string; expression: string; line: number; column: number; problem: string }
  'sql-not-scalar': { what: string; expression: string; holds: string }
  'sql-changes': { what: string; expression: string; call: string; line: number; column: number }
  'sql-construct': {
    what: string
    expression: string
    construct: string
    from: string
    to: string
    advice: string
    line: number
    column: number
  }
  'unknown-column': {
    what: string
    expression: string
    column: string
    line: number
    at: number
    closest: string | undefined
    columns: readonly string[]
  }
  'activity-without-day': { activity: string; source: string }
  'activity-without-parts': { activity: string }
  'activity-without-identity': { activity: string }
  'parts-disagree': {
    activity: string
    what: string
    expected: readonly string[]
    found: readonly string[]
    source: string
  }
  'segment-of-nobody': { activity: string; identity: string; identities: readonly string[] }
  'attribute-taken': { activity: string; attribute: string }
  'segment-without-attributes': { segment: string }
  'unknown-as-of': { asOf: string; choices: readonly string[]; closest: string | undefined }
  'segments-disagree': { segments: readonly string[] }
  'flagged-first-days': { activity: string }
  'versions-overlap': HistoryFacts
  'versions-backward': HistoryFacts
  'versions-empty': HistoryFacts
  'invalid-rolling': { days: number }
  /** `at`: the offset in `sql` at which the warehouse points, where it does. */
  'sql-refused': { warehouse: string; message: string; sql: string; at?: number | undefined }
  'model-template': TemplateFacts & { problem: string }
  'unknown-ref': TemplateFacts & { ref: string; closest: string | undefined; known: readonly string[] }
  'model-cycle': { cycle: readonly string[] }
  'unknown-model': { model: string; closest: string | undefined; models: readonly string[] }
  'unknown-tag': { tag: string; closest: string | undefined; tags: readonly string[] }
  'model-syntax': TemplateFacts & { problem: string }
  'model-construct': TemplateFacts & { construct: string; advice: string; from: string; to: string }
  'model-refused': TemplateFacts & { warehouse: string; message: string }
  'model-columns': { model: string; file: string; column: string }
  'model-column-type': { model: string; file: string; column: string; found: string }
  'unique-key-missing': {
    model: string
    file: string
    column: string
    closest: string | undefined
    columns: readonly string[]
  }
  'unknown-warehouse': { scheme: string; schemes: readonly string[] }
  'invalid-warehouse-url': { address: string; why: string }
  /** What is to be read from is no replica of the warehouse. */
  'no-replica': { warehouse: string; of: string }
  'warehouse-unreachable': {
    warehouse: string
    address: string
    reason: string
    /** What stands in the way, where that is known. */
    why?: UnreachableWhy | undefined
  }
  'connection-lost': WarehouseFacts
  'disk-full': WarehouseFacts
  'out-of-memory': WarehouseFacts
  'warehouse-limit': WarehouseFacts
  'warehouse-read-only': WarehouseFacts
  'warehouse-privilege': WarehouseFacts
  'warehouse-damaged': WarehouseFacts
  'not-a-database': { file: string }
  'newer-database': { file: string; reason: string }
  'warehouse-not-permitted': { file: string }
  /** `row` is undefined where no single row was found. */
  'expression-failed': {
    what: string
    expression: string
    /** The metrics that are worked out from it. */
    metrics: readonly string[]
    source: string
    warehouse: string
    message: string
    row: FailedRow | undefined
  }
  'sum-overflow': {
    metrics: readonly string[]
    expression: string
    kind: string
    name: string
    warehouse: string
    message: string
  }
  'source-unreadable': { source: string; from: string; warehouse: string; message: string }
  'data-refused': { warehouse: string; message: string }
  'warehouse-locked': { file: string; server?: string | undefined }
  'warehouse-busy': { warehouse: string }
  interrupted: Readonly<Record<string, never>>
  'chdb-missing': { directory: string }
  'unknown-cluster': { cluster: string; closest: string | undefined; clusters: readonly string[] }
  'cluster-replication': { cluster: string; replicated: boolean }
  'unknown-parameter': {
    source: string
    parameter: string
    closest: string | undefined
    parameters: readonly string[]
  }
  'file-not-found': { source: string; pattern: string; folder: string }
  'unknown-file-ending': { source: string; path: string; endings: readonly string[] }
  'same-data-twice': { source: string; paths: readonly string[] }
  'copied-file': { source: string; paths: readonly string[]; rows: number }
  'file-empty': { source: string; path: string }
  'source-without-rows': { source: string; paths: readonly string[] }
  'file-malformed': {
    source: string
    path: string
    line: number | undefined
    element?: number
    problem: string
  }
  'remote-file': { source: string; address: string; problem: string }
  'file-cut-off': { source: string; path: string }
  'file-not-utf8': {
    source: string
    path: string
    line: number | undefined
    /** The encoding that it seems to have, and a word of it read so. */
    likely?: string
    sample?: string
  }
  'file-encoding': {
    source: string
    path: string
    declared: string | undefined
    because: 'mark' | 'zero-bytes' | 'no-mark' | 'utf-8'
    likely: string
  }
  'unknown-sheet': {
    source: string
    path: string
    sheet: string | undefined
    sheets: readonly string[]
    closest: string | undefined
  }
  'bytes-not-decoded': {
    source: string
    path: string
    encoding: string
    count: number
    lines: readonly number[]
  }
  'file-changed': { source: string; path: string }
  'file-not-opened': { source: string; path: string; problem: string }
  'missing-column': {
    source: string
    where: string
    column: string
    header: string
    closest: string | undefined
    found: readonly string[]
  }
  'ambiguous-column': { source: string; where: string; column: string; found: readonly string[] }
  'extra-columns': { source: string; where: string; columns: readonly string[] }
  'column-type': {
    source: string
    where: string
    column: string
    declared: string
    found: string
    /** The types that the column could be declared with. */
    fits?: readonly string[]
    /** Whether it holds other values, to which a path leads. */
    holds?: 'others'
  }
  'no-such-path': { source: string; where: string; column: string; step: string; found: string }
  'unknown-table': { source: string; table: string }
  'undeclared-column': {
    source: string
    what: string
    column: string
    closest: string | undefined
    columns: readonly string[]
  }
  'only-for-files': { source: string; what: string; instead: string }
  'contract-broken': { source: string; violations: readonly ContractViolation[] }
  'measure-without-day': { source: string }
  'activity-without-rows': { activity: string; sources: readonly string[] }
  'rows-left-out': RowsLeftOut
  'undeclared-currency': {
    source: string
    column: string
    currencies: readonly (string | null)[]
    metrics: readonly string[]
  }
  'value-not-accepted': {
    dimension: string
    value: string
    closest: string | undefined
    accepted: readonly string[]
  }
  'operator-in-filter': { dimension: string; value: string; operator: string; closest: string | undefined }
  'comparison-in-filter': { filter: string; operator: string }
  'plan-in-several-currencies': { currencies: readonly (string | null)[]; dimension: string }
  'currency-not-a-dimension': {
    currency: string
    kind: string
    name: string
    closest: string | undefined
    dimensions: readonly string[]
  }
  'several-currencies': {
    metric: string
    /** The currencies that are not added; null are rows that do not say theirs. */
    currencies: readonly (string | null)[]
    /** The dimension that tells them apart; undefined where the metric cannot be split by it. */
    dimension: string | undefined
  }
  'unknown-scale': { what: string; expression: string }
  'unknown-dialect': { dialect: string; dialects: readonly string[]; closest: string | undefined }
  'name-taken': { name: string; kinds: readonly string[] }
  'no-project': { directory: string; file: string }
  'project-unreadable': { file: string; problem: string }
  'not-a-project': { file: string }
  'unknown-parameter-set': { name: string; closest: string | undefined; parameters: readonly string[] }
  'unknown-metric': { metric: string; closest: string | undefined; metrics: readonly string[] }
  'no-metric': { metrics: readonly string[] }
  'unknown-board': { board: string; closest: string | undefined; boards: readonly string[] }
  'unknown-dimension': {
    dimension: string
    metric: string
    closest: string | undefined
    dimensions: readonly string[]
  }
  'no-range': { period: string | null; from: string | null; to: string | null }
  'series-too-long': { days: number; most: number }
  'grid-too-long': { periods: number; most: number; grain: string }
  'unknown-incomplete': { incomplete: string; closest: string | undefined }
  'retention-of-metric': { metric: string; activities: readonly string[] }
  'unknown-activity': { activity: string; closest: string | undefined; activities: readonly string[] }
  'unknown-identity': {
    identity: string
    activity: string
    closest: string | undefined
    identities: readonly string[]
  }
  'invalid-role': { role: string; why: string; fix: string }
  'metric-not-for-role': { metric: string; role: string; dimension: string }
  'figure-not-for-role': { role: string; figures: readonly string[]; activity: string; identity: string }
  'not-permitted': { permission: string; role: string }
  'no-members-behind': { metric: string; why: string; fix: string }
  'answer-too-large': { what: string; is: number; most: number }
  'no-targets': { project: string }
  'invalid-target': { what: string; given: string; needs: string }
  'build-under-way': { since: string }
  'open-to-all': { host: string }
  'keys-unreadable': { file: string; problem: string }
  'tokens-unsafe': { host: string; lacks: 'audience' | 'issuer' | 'secret'; bytes?: number }
  'port-taken': { host: string; port: number; problem: string }
  'server-builds': { url: string; option: string }
  'unknown-key': { id: string }
  'unknown-role': { role: string; roles: readonly string[]; closest: string | undefined }
  'role-needed': { roles: readonly string[] }
  'invalid-schedule': { every: string; problem: string }
  'plan-not-additive': { kind: string }
  'invalid-plan': { what: string; given: string; needs: string }
  'unknown-plan': { plan: string; closest: string | undefined; plans: readonly string[] }
  'not-a-month': { text: string }
  'month-without-target': {
    plan: string
    month: string
    source: string
    version: string | undefined
    months: readonly string[]
    versions: readonly string[]
  }
  'plan-number': { source: string; column: string; value: string }
  'ambiguous-target': { plan: string; month: string; source: string; versions: readonly string[] }
  'plan-target-currency': {
    plan: string
    month: string
    /** The currencies of the month's targets. */
    targets: readonly string[]
    /** That of the metric's amounts: null where rows do not say theirs, undefined where it is in none. */
    currency: string | null | undefined
  }
  'calendar-day-missing': { source: string; month: string; days: readonly string[] }
  'label-without-uplift': {
    source: string
    month: string
    missing: string
    labels: readonly { readonly label: string; readonly days: number }[]
  }
  'calendar-day-unlabelled': { source: string; month: string; days: readonly string[] }
  'calendar-day-twice': { source: string; month: string; days: readonly string[] }
  'label-twice': { source: string; month: string; labels: readonly string[] }
  'weight-below-zero': {
    month: string
    labels: readonly {
      readonly label: string
      readonly days: number
      readonly uplift: string
      readonly weight: string | null
      readonly totalWeight: string
    }[]
  }
  'total-weights-differ': {
    month: string
    totals: readonly { readonly label: string; readonly totalWeight: string }[]
  }
  'target-below-zero': { plan: string; month: string; target: string }
  'weights-off': { month: string; uplifts: string; totals: readonly string[]; off: string }
  'labels-not-derived': { plan: string; label: string; from: string; to: string }
  'no-plan-said': { plan: string; month: string; asOf: string; first: string | undefined }
  'plan-without-hours': { plan: string; source: string }
  'nothing-to-backtest': { plan: string; from: string; to: string }
  'not-built': { thing: string; why: string }
  'expression-refused': { what: string; expression: string; message: string }
  'no-command': { commands: readonly string[] }
  'unknown-command': { command: string; commands: readonly string[]; closest: string | undefined }
  'unknown-option': {
    option: string
    command: string
    options: readonly string[]
    closest: string | undefined
  }
  'invalid-option': { option: string; value: string; needs: string; closest: string | undefined }
  'option-without-value': { option: string; value: string }
  'conflicting-options': { options: readonly string[]; why: string; fix: string }
  'missing-argument': { argument: string; command: string }
  'too-many-arguments': { command: string; takes: readonly string[] }
  'unsaid-range': { given: readonly string[] }
  'unknown-reference': {
    reference: string
    closest: string | undefined
    references: readonly string[]
  }
  'reference-from-where': { reference: string }
  'reference-column': {
    reference: string
    column: string
    closest: string | undefined
    columns: readonly string[]
  }
  'reference-column-type': { reference: string; column: string; found: string; needs: string }
  'causes-without-model': { reference: string; table: string }
  'idle-cause': { reference: string; cause: string; model: string; file: string }
  'unknown-export': { table: string; tables: readonly string[]; closest: string | undefined }
  'unknown-template': { template: string; templates: readonly string[]; closest: string | undefined }
  'file-in-the-way': { file: string }
  'file-unwritable': { file: string; problem: string }
  'no-example': { folder: string }
}

/** What a warehouse says of the machine or the connection that it works with. */
interface WarehouseFacts {
  readonly warehouse: string
  readonly reason: string
}

/** What stands between this process and a server. */
export type UnreachableWhy = 'login' | 'database' | 'host' | 'refused' | 'timeout' | 'encryption'

/** A row from which an expression cannot be worked out. */
export interface FailedRow {
  /** The file, its line (row or element) counted from 1; undefined for a row of a table. */
  readonly path?: string | undefined
  readonly line?: number | undefined
  readonly unit?: ExampleUnit | undefined
  /** For a row of a table: its key, or what else tells it from others, such as `id 2`. */
  readonly key?: string | undefined
  /** The columns that the expression reads, with their values as text. */
  readonly values: readonly { readonly column: string; readonly value: string | null }[]
}

/** A place in a model's template: its file from the project's folder, lines and columns counted from 1. */
export interface TemplateFacts {
  readonly model: string
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Versions of a history that are not as they should be. */
interface HistoryFacts {
  readonly segment: string
  readonly source: string
  readonly versions: number
  readonly members: number
  /** Whether a version holds up to just before its end, rather than up to it. */
  readonly endsBefore: boolean
  /** Up to three versions; null days are open ends. */
  readonly examples: readonly {
    readonly member: string
    readonly from: string | null
    readonly to: string | null
  }[]
}

/** One way in which the rows of a source break its contract. */
export interface ContractViolation {
  readonly source: string
  /** The file's path, or the table's name. */
  readonly where: string
  /** The column; of a key, its columns joined by `, `. */
  readonly column: string
  readonly rule: ContractRule
  /** How many rows break it. */
  readonly rows: number
  /** Up to three. */
  readonly examples: readonly ViolationExample[]
  /** For a JSON array, whose elements are counted from 1. */
  readonly unit?: 'element'
  /** What is accepted, and what to do: one or two sentences. */
  readonly hint?: string
}

/** What places in a file are counted by: lines of text, rows of Parquet, elements of a JSON array. */
export type ExampleUnit = 'line' | 'row' | 'element'

/** A value that breaks a contract, and where it stands. */
export interface ViolationExample {
  /** Of a file of text its line, of a Parquet file its row, of a JSON array its element; all from 1. */
  readonly row: number | undefined
  readonly value: string | null
  /** In a sheet: the cell, such as `C7`. */
  readonly cell?: string
  /** In a table: the row's key, such as `id 2`. */
  readonly key?: string
}

/**
 * `type`: not such a value; `digits`: the declared type would lose digits or part of a date; `range`: too large;
 * `finite`: NaN or infinite; `days`: outside of the days that it may have; `not-null`: missing; `accepted`: not one of the accepted values; `key`: rows share a
 * key; `tie`: rows with one key and one latest value differ.
 */
export type ContractRule =
  'type' | 'digits' | 'range' | 'finite' | 'days' | 'not-null' | 'accepted' | 'key' | 'tie'

type Sentences = { [C in keyof Refusals]: (facts: Refusals[C]) => { says: string; fix: string } }

function versionsInWords({ versions, members }: HistoryFacts): string {
  return `${versions} ${versions === 1 ? 'version' : 'versions'} of ${members} ${members === 1 ? 'member' : 'members'}`
}

function examplesInWords({ examples }: HistoryFacts): string {
  return examples.map(({ member, from, to }) => `${member} (${from ?? '…'} to ${to ?? '…'})`).join(', ')
}

const sentences: Sentences = {
  'invalid-date': ({ text, what }) => ({
    says: `"${text}" is not a date (${what}).`,
    fix: 'Write a calendar date as YYYY-MM-DD, such as 2025-10-31.',
  }),
  'invalid-time-zone': ({ timeZone, closest }) => ({
    says: `There is no time zone "${timeZone}".${didYouMean(closest)}`,
    fix: 'Use a name of the IANA database, such as Europe/London.',
  }),
  'invalid-day-start': ({ dayStartsAt }) => ({
    says: `Days cannot start at "${dayStartsAt}".`,
    fix: "Write a whole hour by the clock, from '00:00' to '23:00', such as '04:00'.",
  }),
  'invalid-period': ({ text, relative }) => ({
    says: `"${text}" is not a period.`,
    fix: `Write a year (2025), a quarter (2025-Q4), a month (2025-10), a week (2025-W40) or a day (2025-10-31), or one of: ${relative.join(', ')}.`,
  }),
  'invalid-range': ({ from, to }) => ({
    says: `The range starts on ${from}, after it ends on ${to}.`,
    fix: 'Give the earlier day first; both days belong to the range.',
  }),
  'invalid-moment': ({ text }) => ({
    says: `"${text}" is not a moment in time.`,
    fix: "Write ISO 8601, such as 2026-01-15T09:00 (in the project's time zone) or 2026-01-15T02:00Z.",
  }),
  'invalid-week-start': ({ weekStart, weekdays, closest }) => ({
    says: `Weeks cannot start on "${weekStart}".${didYouMean(closest)}`,
    fix: `Use one of: ${weekdays.join(', ')}.`,
  }),
  'invalid-fiscal-year-start': ({ month }) => ({
    says: `${month} is not a month in which a fiscal year can start.`,
    fix: 'Write the number of the month, from 1 (January) to 12 (December).',
  }),
  'unknown-grain': ({ grain, grains, closest }) => ({
    says: `There is no grain "${grain}".${didYouMean(closest)}`,
    fix: `Use one of: ${grains.join(', ')}.`,
  }),
  'comparison-does-not-fit': ({ rule, from, to, needs }) => ({
    says: `The comparison "${rule}" needs ${needs}, which ${from} to ${to} is not.`,
    fix: 'Use previous-period, which fits every range, or ask for another range.',
  }),
  'unknown-comparison': ({ rule, rules, otherNames, closest }) => ({
    says: `There is no comparison rule "${rule}".${didYouMean(closest)}`,
    fix: `Use one of: ${rules.join(', ')}, for short ${Object.keys(otherNames)
      .filter((name) => name.length === 3)
      .join(', ')}; or other days as FROM..TO.`,
  }),
  'invalid-name': ({ what, name }) => ({
    says: `"${name}" cannot name a ${what}.`,
    fix: 'Use a letter first, then letters, digits and _, at most 40 in all.',
  }),
  'unknown-declaration-key': ({ of, key, closest, keys }) => ({
    says: `${of} does not know the key "${key}".${didYouMean(closest)}`,
    fix: keys.length === 0 ? 'Leave it out.' : `Use one of: ${keys.join(', ')}.`,
  }),
  'invalid-declaration': ({ of, part, given, needs, closest }) => ({
    says: `In ${of}, ${part} is ${given}.${didYouMean(closest)}`,
    fix: `It must be ${needs}.`,
  }),
  'source-from-where': ({ source }) => ({
    says: `The source "${source}" must say where its rows come from, once.`,
    fix: 'Give it `files`, `table` or `model`.',
  }),
  'latest-without-key': ({ source }) => ({
    says: `The source "${source}" has \`latestBy\` but no \`key\`.`,
    fix: 'Name in `key` the columns of which only the latest row holds.',
  }),
  'sql-syntax': ({ what, expression, line, column, problem }) => ({
    says: `The SQL of ${what} cannot be read at line ${line}, column ${column}: ${problem}. It is: ${expression}`,
    fix: "Write one SQL expression over the source's columns, in the dialect that the project names.",
  }),
  'sql-not-scalar': ({ what, expression, holds }) => ({
    says: `The SQL of ${what} holds ${holds}: ${expression}`,
    fix: 'Write an expression that is worked out for one row at a time, from that row alone.',
  }),
  'sql-changes': ({ what, expression, call, line, column }) => ({
    says: `${call}, at line ${line}, column ${column} of ${what}, gives another value each time it is run, and what was built with it would stay as it was: ${expression}`,
    fix: 'Leave it out: each question names its own days (--period last-30-days). A fixed day can be a parameter of the project.',
  }),
  'sql-construct': ({ what, expression, construct, from, to, advice, line, column }) => ({
    says: `${construct}, at line ${line}, column ${column} of ${what}, is not known to mean in ${to} what it means in ${from}: ${expression}`,
    fix: advice,
  }),
  'unknown-column': ({ what, expression, column, line, at, closest, columns }) => ({
    says: `There is no column "${column}" for ${what}, at line ${line}, column ${at} of: ${expression}${didYouMean(closest)}`,
    fix: `The declared columns are: ${columns.join(', ')}.`,
  }),
  'activity-without-day': ({ activity, source }) => ({
    says: `The activity "${activity}" does not say on which business day a row of "${source}" falls.`,
    fix: 'Give the source or the part a `day`: a column, or a SQL expression that gives a date.',
  }),
  'activity-without-parts': ({ activity }) => ({
    says: `The activity "${activity}" has no parts.`,
    fix: 'Give it `from` and `identities`, or at least one entry under `parts`.',
  }),
  'activity-without-identity': ({ activity }) => ({
    says: `The activity "${activity}" does not say who was active.`,
    fix: "Give it `identities`, such as { customer: 'customer_id' }.",
  }),
  'parts-disagree': ({ activity, what, expected, found, source }) => ({
    says: `The parts of the activity "${activity}" differ in their ${what}: ${expected.join(', ')} first, ${found.join(', ') || 'none'} over "${source}".`,
    fix: `Give every part the same ${what}; a part that lacks one can name a constant, such as "'web'".`,
  }),
  'segment-of-nobody': ({ activity, identity, identities }) => ({
    says: `The activity "${activity}" has segments of "${identity}", which is not an identity of it.`,
    fix: `Attach them to one of its identities: ${identities.join(', ')}.`,
  }),
  'attribute-taken': ({ activity, attribute }) => ({
    says: `The activity "${activity}" would be split by two things named "${attribute}".`,
    fix: 'Give each dimension and each attribute of its segments a name of its own.',
  }),
  'segment-without-attributes': ({ segment }) => ({
    says: `The segment "${segment}" has no attributes.`,
    fix: "Say what members are split by: attributes: { level: 'cust_level' }.",
  }),
  'unknown-as-of': ({ asOf, choices, closest }) => ({
    says: `Segments cannot be taken as of "${asOf}".${didYouMean(closest)}`,
    fix: `Take one of ${choices.join(', ')}.`,
  }),
  'segments-disagree': ({ segments }) => ({
    says: `The segments ${segments.join(' and ')} are declared to be taken as of different days.`,
    fix: 'Say in the question as of which: --segment-as-of last-activity.',
  }),
  'flagged-first-days': ({ activity }) => ({
    says: `In the activity "${activity}" a condition on rows says who is new, so there is no first day that a returning member's could be told by.`,
    fix: 'Take the sum over an activity without newWhen.',
  }),
  'versions-overlap': (facts) => ({
    says: `In the history of the segment "${facts.segment}" (${facts.source}) ${versionsInWords(facts)} start before ${facts.endsBefore ? '' : 'or when '}an earlier one ends, such as ${examplesInWords(facts)}. The later one holds on the days of both.`,
    fix: `Nothing needs to be done where that is meant; else end each version ${facts.endsBefore ? 'where' : 'on the day before'} the next one starts${facts.endsBefore ? '' : ', or declare validTo as { column, exclusive: true } where ends are the starts of the next ones'}.`,
  }),
  'versions-backward': (facts) => ({
    says: `In the history of the segment "${facts.segment}" (${facts.source}) ${versionsInWords(facts)} end before they start, such as ${examplesInWords(facts)}. They hold on no day.`,
    fix: "Correct the versions' dates.",
  }),
  'versions-empty': (facts) => ({
    says: `In the history of the segment "${facts.segment}" (${facts.source}) ${versionsInWords(facts)} end as they start, such as ${examplesInWords(facts)}. They hold on no day.`,
    fix: 'Nothing needs to be done where the source writes such versions; else correct their dates, or leave `exclusive` out if the end is the last day.',
  }),
  'invalid-rolling': ({ days }) => ({
    says: `${days} is not a number of days that a figure can trail.`,
    fix: 'Give a whole number of days from 1 to 3660, such as 30.',
  }),
  'sql-refused': ({ warehouse, message, sql }) => ({
    says: `${warehouse} refuses the SQL: ${message} The SQL is: ${sql}`,
    fix: 'Correct the SQL, or the tables and columns that it reads.',
  }),
  'model-template': ({ file, line, column, problem }) => ({
    says: `The template ${file} cannot be run, at line ${line}, column ${column}: ${problem}`,
    fix: 'Correct the template. docs/models.md says what works in one.',
  }),
  'unknown-ref': ({ file, line, column, ref, closest, known }) => ({
    says: `${file} refers to "${ref}" at line ${line}, column ${column}, which is neither a model nor a source of the project.${didYouMean(closest)}`,
    fix:
      known.length === 0
        ? "Add a source of that name to the project's `models.sources`, or a model to its folder `models`."
        : `Use one of: ${known.join(', ')}; or add a source of that name to the project's \`models.sources\`.`,
  }),
  'model-cycle': ({ cycle }) => ({
    says: `Models read each other in a circle: ${cycle.join(' -> ')}.`,
    fix: 'Take one of these refs out, or move what both need into a model of its own.',
  }),
  'unknown-model': ({ model, closest, models }) => ({
    says: `There is no model "${model}".${didYouMean(closest)}`,
    fix:
      models.length === 0
        ? "Put a file of that name with the ending .sql into the project's folder `models`."
        : `Use one of: ${models.join(', ')}.`,
  }),
  'unknown-tag': ({ tag, closest, tags }) => ({
    says: `No model has the tag "${tag}".${didYouMean(closest)}`,
    fix:
      tags.length === 0
        ? "Give a model tags: config(tags=['published'])."
        : `Use one of: ${tags.join(', ')}.`,
  }),
  'model-syntax': ({ file, line, column, problem }) => ({
    says: `The SQL of ${file} cannot be read at line ${line}, column ${column}: ${problem}.`,
    fix: "Write one SELECT, in the dialect that the project's `models` name.",
  }),
  'model-construct': ({ file, line, column, construct, from, to, advice }) => ({
    says: `${construct}, at line ${line}, column ${column} of ${file}, is not known to mean in ${to} what it means in ${from}.`,
    fix: advice,
  }),
  'model-refused': ({ file, line, column, warehouse, message }) => ({
    says: `${warehouse} refuses the SQL of ${file} at line ${line}, column ${column}: ${message}`,
    fix: 'Correct the SQL, or the sources and models that it reads.',
  }),
  'model-columns': ({ file, column }) => ({
    says: `${file} gives two columns of the name "${column}".`,
    fix: 'Give one of them another name with AS.',
  }),
  'model-column-type': ({ file, column, found }) => ({
    says: `The column "${column}" that ${file} gives is of the type ${found}, which cannot be kept as it is.`,
    fix: 'Cast it in the model to text, bigint, double, boolean, date, timestamp or a decimal with a scale, such as decimal(18,2).',
  }),
  'unique-key-missing': ({ file, column, closest, columns }) => ({
    says: `${file} names "${column}" in unique_key, which is not among the columns that it gives.${didYouMean(closest)}`,
    fix: `Use one of: ${columns.join(', ')}.`,
  }),
  'unknown-warehouse': ({ scheme, schemes }) => ({
    says: `There is no warehouse of the kind "${scheme}".`,
    fix: `Start the address with one of: ${schemes.map((known) => `${known}:`).join(', ')}.`,
  }),
  'invalid-warehouse-url': ({ address, why }) => ({
    says: `The warehouse address "${address}" cannot be read: ${why}.`,
    fix: 'Write it as duckdb:path/to/file.duckdb, postgres://user@host:5432/database or clickhouse://user@host:8123/database.',
  }),
  'no-replica': ({ warehouse, of }) => ({
    says: `${warehouse} is no replica of the warehouse ${of}, so that nothing can be read from it in place of it.`,
    fix: 'Name the same database of a server that follows a PostgreSQL server, or leave DAYMARK_READ_FROM or `readFrom` out: only PostgreSQL has replicas to read from.',
  }),
  'warehouse-unreachable': ({ warehouse, address, reason, why }) => ({
    says: `${warehouse} at ${address} cannot be opened: ${reason}`,
    fix: why === undefined ? unreachableFix : unreachableFixes[why],
  }),
  'connection-lost': ({ warehouse, reason }) => ({
    says: `The connection to ${warehouse} was lost while a statement ran: ${reason}`,
    fix: 'Run it again once the server answers; what a build had not finished was not kept.',
  }),
  'disk-full': ({ warehouse, reason }) => ({
    says: `${warehouse} has no room left on its disk: ${reason}`,
    fix: 'Free some space there, or move the warehouse to a larger disk; what a build had not finished was not kept.',
  }),
  'out-of-memory': ({ warehouse, reason }) => ({
    says: `${warehouse} needs more memory than it may use: ${reason}`,
    fix: 'Give it more memory, end other programs, or ask for fewer days or with less of a split.',
  }),
  'warehouse-limit': ({ warehouse, reason }) => ({
    says: `${warehouse} ended a statement at a limit that is set for it: ${reason}`,
    fix: 'Try again when less is going on, ask for fewer days or with less of a split, or have the limit raised for this user.',
  }),
  'warehouse-read-only': ({ warehouse, reason }) => ({
    says: `${warehouse} can be read and not written: ${reason}`,
    fix: 'Questions can be asked of what is built there. To build, use a place that can be written.',
  }),
  'warehouse-privilege': ({ warehouse, reason }) => ({
    says: `The user of ${warehouse} may not do this: ${reason}`,
    fix: 'Grant the user what is missing: it reads the sources, and makes tables in the schema of Daymark.',
  }),
  'warehouse-damaged': ({ warehouse, reason }) => ({
    says: `${warehouse} is damaged: ${reason}`,
    fix: 'Bring it back from a copy; or, where it holds nothing but what Daymark has built, remove it and build again.',
  }),
  'not-a-database': ({ file }) => ({
    says: `${file} is not a DuckDB database.`,
    fix: 'Name a DuckDB file, or one that is not there yet, which is made. Data files are named as `files` of a source.',
  }),
  'newer-database': ({ file, reason }) => ({
    says: `${file} was written by a DuckDB that is newer than the one in this Daymark: ${reason}`,
    fix: 'Update Daymark, or use another file and build it.',
  }),
  'warehouse-not-permitted': ({ file }) => ({
    says: `This user may not open the file ${file}, or make it in its folder.`,
    fix: 'Give the user the right to read and write both, or name a file elsewhere.',
  }),
  'expression-failed': ({ what, expression, metrics, source, warehouse, message, row }) => ({
    says: `${metricsInWords(metrics, what)} cannot be worked out from ${rowInWords(row)} of the source "${source}"${valuesInWords(row)}. ${warehouse} says: ${message}${what.includes(expression) ? '' : ` It is: ${expression}`}`,
    fix: 'Correct the row; or leave such rows out by a condition (`where`), or write the expression so that it gives null for such a value.',
  }),
  'sum-overflow': ({ metrics, expression, kind, name, warehouse, message }) => ({
    says: `${metricsInWords(metrics, 'a sum')} over the ${kind} "${name}" is larger than the 38 digits that a sum may have. It adds up: ${expression}. ${warehouse} says: ${message}`,
    fix: 'Look for values that cannot be right; or divide the expression, such as by 1000, or give it fewer decimal places.',
  }),
  'source-unreadable': ({ source, from, warehouse, message }) => ({
    says: `The rows of the source "${source}" cannot be read from ${from}. ${warehouse} says: ${message}`,
    fix: 'Correct the view or the model, or the rows that it reads.',
  }),
  'data-refused': ({ warehouse, message }) => ({
    says: `${warehouse} cannot work with what the data hold, and no single expression is to blame: ${message}`,
    fix: 'Look for values that cannot be right, such as very large ones, in the sources that are read.',
  }),
  'warehouse-locked': ({ file, server }) =>
    server === undefined
      ? {
          says: `The DuckDB file ${file} is open in another process.`,
          fix: 'End the other process (a running `daymark serve`, a DuckDB shell), or use another file.',
        }
      : {
          says: `The server at ${server} has the DuckDB file ${file} open, and DuckDB gives a file to one process at a time.`,
          fix: `Ask the server: its pages are at ${server}, its HTTP API is described at ${server}/docs. Or end it, and run this again.`,
        },
  'warehouse-busy': ({ warehouse }) => ({
    says: `Another process changed ${warehouse} while this one was writing to it; nothing of this change was kept.`,
    fix: 'Run it again, one writer at a time.',
  }),
  interrupted: () => ({
    says: 'It was stopped before it was done.',
    fix: 'Ask again, for fewer days or with less of a split.',
  }),
  'unknown-cluster': ({ cluster, closest, clusters }) => ({
    says: `The ClickHouse server has no cluster "${cluster}".${didYouMean(closest)}`,
    fix:
      clusters.length === 0
        ? "Declare it in the servers' `remote_servers`."
        : `Name one of ${clusters.join(', ')}, or declare it in the servers' \`remote_servers\`.`,
  }),
  'cluster-replication': ({ cluster, replicated }) => ({
    says: replicated
      ? `The cluster "${cluster}" writes every row to each server of a shard, whose replicated tables would have it as often.`
      : `The cluster "${cluster}" writes a row to one server of a shard, and nothing brings it to the others.`,
    fix: replicated
      ? 'Set `internal_replication` to true for its shards, or leave `replicated` out of the project.'
      : "Say `replicated: true` in the project's `cluster`, or set `internal_replication` to false for its shards.",
  }),
  'chdb-missing': ({ directory }) => ({
    says: `The package "chdb", which runs ClickHouse in this process, is not installed in ${directory}.`,
    fix: 'Run `npm install chdb`.',
  }),
  'unknown-parameter': ({ source, parameter, closest, parameters }) => ({
    says: `The files of source "${source}" name the parameter {${parameter}}, which the project does not declare.${didYouMean(closest)}`,
    fix:
      parameters.length === 0
        ? `Declare ${parameter} among the project's parameters.`
        : `Use one of: ${parameters.join(', ')}; or declare ${parameter} among the project's parameters.`,
  }),
  'file-not-found': ({ source, pattern, folder }) => ({
    says: `No file matches "${pattern}" for source "${source}"; the folder that exists is ${folder}.`,
    fix: 'Put the file there, or correct `files`.',
  }),
  'unknown-file-ending': ({ source, path, endings }) => ({
    says: `What "${path}" holds, a file of source "${source}", cannot be told from its ending.`,
    fix: `Name the file with one of the endings that are read: ${endings.join(', ')}.`,
  }),
  'same-data-twice': ({ source, paths }) => ({
    says: `The source "${source}" would read the same data twice: ${paths.join(' and ')} differ only in their ending.`,
    fix: 'Remove all but one of these files, or name the ending in `files`.',
  }),
  'copied-file': ({ source, paths, rows }) => ({
    says: `The source "${source}" would count the same rows twice: ${someOf(paths)} hold the same ${rows === 1 ? 'row' : `${rows} rows`}.`,
    fix: "Remove all but one of these files. If the rows did happen more than once, declare the source with `copies: 'keep'`.",
  }),
  'file-empty': ({ source, path }) => ({
    says: `The file ${path} of source "${source}" is empty: 0 bytes.`,
    fix: 'Export the file again, or remove it.',
  }),
  'source-without-rows': ({ source, paths }) => ({
    says: `The source "${source}" has no rows: ${someOf(paths)} ${paths.length === 1 ? 'holds' : 'hold'} none.`,
    fix: 'Export the data again, or declare the source with `mayBeEmpty`; rows that were built before stay as they are.',
  }),
  'file-malformed': ({ source, path, line, element, problem }) => ({
    says: `The file ${path} of source "${source}" cannot be read${placeInFile({ line, element })}: ${problem}`,
    fix: 'Correct the file, or export it again.',
  }),
  'remote-file': ({ source, address, problem }) => ({
    says: `The source "${source}" needs ${address}, which cannot be had: ${problem}.`,
    fix: 'Correct the address, or what lets it be read: for S3 that is in the environment, as AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL_S3.',
  }),
  'file-cut-off': ({ source, path }) => ({
    says: `The file ${path} of source "${source}" is cut off: it ends before its compressed content does, so rows are missing.`,
    fix: 'Copy or export the file again, and build when it is complete.',
  }),
  'file-not-utf8': ({ source, path, line, likely, sample = '' }) => ({
    says: `The file ${path} of source "${source}" is not UTF-8${line === undefined ? '' : `, first at line ${line}`}.${likely === undefined || sample === '' ? '' : ` As ${likely} that line has "${sample}".`}`,
    fix:
      likely === undefined
        ? 'Save or export the file as UTF-8, or declare the `encoding` that it has.'
        : `If that is right, declare \`encoding: '${likely}'\`. Otherwise declare the encoding that it has, or export it as UTF-8.`,
  }),
  'file-encoding': ({ source, path, declared, because, likely }) => ({
    says: `The file ${path} of source "${source}" is not of the encoding ${declared ?? 'utf-8'}: ${encodingSigns[because](likely)}.`,
    fix:
      likely === 'utf-8'
        ? 'Leave `encoding` out, or export the file in the encoding that is declared.'
        : `Declare \`encoding: '${likely}'\`, or export the file as UTF-8.`,
  }),
  'unknown-sheet': ({ source, path, sheet, sheets, closest }) => ({
    says:
      sheet === undefined
        ? `The workbook ${path} of source "${source}" has ${sheets.length === 0 ? 'no sheet' : `not one sheet that is shown and has rows: ${sheets.join(', ')}`}.`
        : `The workbook ${path} of source "${source}" has no sheet "${sheet}".${didYouMean(closest)} Its sheets are: ${sheets.join(', ')}.`,
    fix: "Say which sheet is meant, such as `sheet: 'Orders'`, in the declaration of the source.",
  }),
  'bytes-not-decoded': ({ source, path, encoding, count, lines }) => ({
    says: `${grouped(count)} ${count === 1 ? 'character' : 'characters'} of the file ${path} of source "${source}" cannot be read as ${encoding}, first in ${lines.length === 1 ? 'line' : 'lines'} ${[...new Set(lines)].join(', ')}.`,
    fix: isLatin1(encoding)
      ? "If they are signs such as € or “, declare `encoding: 'windows-1252'`. Otherwise declare the encoding that the file has."
      : 'Declare the encoding that the file has, or export it again.',
  }),
  'file-changed': ({ source, path }) => ({
    says: `The file ${path} of source "${source}" changed or went away while it was read.`,
    fix: 'Run the build again when the file is complete.',
  }),
  'file-not-opened': ({ source, path, problem }) => ({
    says: `The source "${source}" needs ${path}, which cannot be opened: ${problem}.`,
    fix: 'Let the user who runs Daymark read it, or leave it out of `files`.',
  }),
  'missing-column': ({ source, where, column, header, closest, found }) => ({
    says: `${where} has no column "${header}"${header === column ? '' : ` (${column})`}, which source "${source}" declares.${didYouMean(closest)}`,
    fix: `Its columns are: ${found.join(', ')}. Correct the file, or say \`header\` or the name in the declaration.`,
  }),
  'ambiguous-column': ({ source, where, column, found }) => ({
    says: `${where} has several columns that could be "${column}" of source "${source}": ${found.map((each) => `"${each}"`).join(', ')}.`,
    fix: 'Rename all but one, or say `header` in the declaration, exactly as it is written. Where they are written alike, `position` says which.',
  }),
  'extra-columns': ({ source, where, columns }) => ({
    says: `${where} has columns that source "${source}" does not declare: ${columns.join(', ')}.`,
    fix: "Declare them, or let them be with `extraColumns: 'ignore'`.",
  }),
  'column-type': ({ source, where, column, declared, found, fits, holds }) => ({
    says: `The column "${column}" of source "${source}" is declared as ${declared}, but ${where} holds it as ${found}.`,
    fix: typeFix(declared, fits, holds),
  }),
  'no-such-path': ({ source, where, column, step, found }) => ({
    says: `The \`path\` of the column "${column}" of source "${source}" goes on with ${/^\d+$/.test(step) ? `place ${step}` : `"${step}"`}, but what ${where} holds there is ${found}.`,
    fix: 'Correct `path`: names lead into objects, structs and maps, and places from 0 into lists. A text that holds JSON is read in a model.',
  }),
  'unknown-table': ({ source, table }) => ({
    says: `There is no table or view "${table}", which source "${source}" reads.`,
    fix: 'Correct `table`, with its schema where it has one, or give the engine the right to read it.',
  }),
  'undeclared-column': ({ source, what, column, closest, columns }) => ({
    says: `The ${what} of source "${source}" names the column "${column}", which it does not declare.${didYouMean(closest)}`,
    fix: `Use one of: ${columns.join(', ')}.`,
  }),
  'only-for-files': ({ source, what, instead }) => ({
    says: `The source "${source}" says \`${what}\`, which is for files only; it reads a table or a model.`,
    fix: `Leave \`${what}\` out, and write ${instead}.`,
  }),
  'contract-broken': ({ source, violations }) => ({
    says: [`The rows of source "${source}" break its contract:`, ...violationLines(violations)].join('\n'),
    fix: 'Correct the data, or declare what it may hold. Nothing was changed.',
  }),
  'activity-without-rows': ({ activity, sources }) => ({
    says: `The activity "${activity}" takes none of the rows of ${sources.map((name) => `"${name}"`).join(' and ')}.`,
    fix: 'Look at its condition (where): a value may be written otherwise, such as in other letters.',
  }),
  'rows-left-out': (facts) => ({
    says: `${grouped(facts.rows)} of ${grouped(facts.ofRows)} rows of the source "${facts.source}" ${lackInWords(facts)}: ${leavesOut(facts)}.${facts.examples.length === 0 ? '' : ` ${facts.rows > facts.examples.length ? 'Such as' : 'Found at'}: ${placesInWords(facts.examples)}.`}`,
    fix: fixOfLeftOut[facts.lacks],
  }),
  'undeclared-currency': ({ source, column, currencies, metrics }) => ({
    says: `The source "${source}" has several values in its column "${column}" (${currenciesInWords(currencies)}), and ${metrics.join(', ')} ${metrics.length === 1 ? 'adds' : 'add'} amounts of all of them.`,
    fix: `Make "${column}" a dimension and declare it on the sum: { currency: '${column}' }. If all amounts are in one currency, declare { currency: null }.${spelledApart(currencies)}`,
  }),
  'value-not-accepted': ({ dimension, value, closest, accepted }) => ({
    says: `No row can have ${dimension} "${value}": the contract of the source does not accept it.${didYouMean(closest)}`,
    fix: `Use one of: ${accepted.join(', ')}.`,
  }),
  'operator-in-filter': ({ dimension, value, operator, closest }) => ({
    says: `No row has ${dimension} "${value}", and a filter knows no operator such as "${operator}".${didYouMean(closest)}`,
    fix: `Write several values with commas between them (${dimension}=a,b means a or b), leave values out with ${dimension}!=a, and give one filter for each dimension: all of them hold.`,
  }),
  'comparison-in-filter': ({ filter, operator }) => ({
    says: `"${filter}" compares with "${operator}", which a filter cannot do: it names values of a dimension.`,
    fix: 'Write country=France,Germany or country!=France. To keep rows by an amount, declare a measure with a condition, such as `where: "total > 100"`.',
  }),
  'plan-in-several-currencies': ({ currencies, dimension }) => ({
    says: `The plan's metric is in several currencies (${currenciesInWords(currencies)}), which are never added: one target cannot be of all of them.`,
    fix: `Plan the sum of one currency, such as a sum with \`where: "${dimension} = '${currencies.find((currency) => currency !== null) ?? ''}'"\`.${spelledApart(currencies)}`,
  }),
  'currency-not-a-dimension': ({ currency, kind, name, closest, dimensions }) => ({
    says: `The ${kind} "${name}" has no dimension "${currency}" to tell currencies apart.${didYouMean(closest)}`,
    fix: `Add the column with the currency to the \`dimensions\` of the ${kind} "${name}", such as \`dimensions: { ${currency}: '${currency}' }\`${dimensions.length === 0 ? '' : `, or use one of: ${dimensions.join(', ')}`}.`,
  }),
  'several-currencies': ({ metric, currencies, dimension }) => ({
    says: `The amounts of "${metric}" are in several currencies (${currenciesInWords(currencies)}), which are never added.`,
    fix:
      dimension === undefined
        ? `Ask for its parts one by one, or give their currencies the same dimension, and split by it.${spelledApart(currencies)}`
        : `Split by the currency: --by ${dimension}. Or ask for one: --where ${dimension}=${currencies.find((currency) => currency !== null) ?? ''}.${spelledApart(currencies)}`,
  }),
  'measure-without-day': ({ source }) => ({
    says: `A measure over the source "${source}" cannot be dated: the source has no \`day\`.`,
    fix: 'Give the source a `day`: a column, or a SQL expression that gives a date.',
  }),
  'unknown-scale': ({ what, expression }) => ({
    says: `The decimal places of ${what} cannot be told from its SQL: ${expression}`,
    fix: 'Give the measure a `scale`, such as { scale: 2 }, or cast in the SQL to a decimal.',
  }),
  'unknown-dialect': ({ dialect, dialects, closest }) => ({
    says: `A project cannot be written in a SQL dialect "${dialect}".${didYouMean(closest)}`,
    fix: `Use one of: ${dialects.join(', ')}.`,
  }),
  'name-taken': ({ name, kinds }) => ({
    says: `The name "${name}" is given twice: to ${kinds.map((kind) => (kind === 'activity' ? 'an activity' : `a ${kind}`)).join(' and ')}.`,
    fix: 'Give each source and each activity a name of its own.',
  }),
  'no-project': ({ directory, file }) => ({
    says: `There is no ${file} in ${directory}.`,
    fix: "Name the project's folder with --project DIR, or start one there with `daymark init`.",
  }),
  'project-unreadable': ({ file, problem }) => ({
    says: `${file} cannot be loaded: ${problem}`,
    fix: 'Mend the file; it is TypeScript whose default export is a project.',
  }),
  'not-a-project': ({ file }) => ({
    says: `The default export of ${file} is not a project.`,
    fix: 'End the file with `export default defineProject({ … })`.',
  }),
  'unknown-parameter-set': ({ name, closest, parameters }) => ({
    says: `The project has no parameter "${name}".${didYouMean(closest)}`,
    fix:
      parameters.length === 0
        ? 'This project takes no parameters.'
        : `Its parameters are: ${parameters.join(', ')}.`,
  }),
  'unknown-metric': ({ metric, closest, metrics }) => ({
    says: `There is no metric "${metric}".${didYouMean(closest)}`,
    fix: `The project's metrics are: ${metrics.join(', ')}.`,
  }),
  'unknown-board': ({ board, closest, boards }) => ({
    says: `There is no board "${board}".${didYouMean(closest)}`,
    fix:
      boards.length === 0 ? 'This project has no boards.' : `The project's boards are: ${boards.join(', ')}.`,
  }),
  'no-metric': ({ metrics }) => ({
    says: 'The question names no metric.',
    fix: `Name one or more of: ${metrics.join(', ')}.`,
  }),
  'unknown-dimension': ({ dimension, metric, closest, dimensions }) => ({
    says: `The metric "${metric}" has no dimension "${dimension}".${didYouMean(closest)}`,
    fix:
      dimensions.length === 0
        ? 'This metric cannot be split.'
        : `It can be split by: ${dimensions.join(', ')}.`,
  }),
  'no-range': ({ period }) => ({
    says:
      period === null
        ? 'The question does not say which days it is about.'
        : 'The question names both a period and a range of days.',
    fix: 'Give either a period (2025-Q4, last-month) or both the first and the last day.',
  }),
  'series-too-long': ({ days, most }) => ({
    says: `A series of ${days} days is too long; the most is ${most}.`,
    fix: 'Ask for a shorter range, or for weeks, months or quarters.',
  }),
  'grid-too-long': ({ periods, most, grain }) => ({
    says: `A grid of ${periods} cohorts by ${grain} is too long; the most is ${most}.`,
    fix: 'Ask for a shorter range, or for longer periods.',
  }),
  'unknown-incomplete': ({ incomplete, closest }) => ({
    says: `Periods that are not over cannot be taken as "${incomplete}".${didYouMean(closest)}`,
    fix: 'Take one of show, hide.',
  }),
  'retention-of-metric': ({ metric, activities }) => ({
    says:
      activities.length === 0
        ? `The metric "${metric}" counts no members, so nobody can come back.`
        : `The metric "${metric}" counts members of several activities.`,
    fix:
      activities.length === 0
        ? 'Name a metric that counts members, or an activity.'
        : `Name one of the activities: ${activities.join(', ')}.`,
  }),
  'unknown-activity': ({ activity, closest, activities }) => ({
    says: `There is no activity "${activity}".${didYouMean(closest)}`,
    fix:
      activities.length === 0
        ? 'No metric of this project counts members.'
        : `The activities that metrics count from are: ${activities.join(', ')}.`,
  }),
  'unknown-identity': ({ identity, activity, closest, identities }) => ({
    says: `The activity "${activity}" has no identity "${identity}".${didYouMean(closest)}`,
    fix: `Its identities are: ${identities.join(', ')}.`,
  }),
  'invalid-role': ({ role, why, fix }) => ({ says: `The role "${role}" cannot be: ${why}.`, fix }),
  'metric-not-for-role': ({ metric, role, dimension }) => ({
    says: `The metric "${metric}" is refused to the role "${role}": it cannot be limited by "${dimension}".`,
    fix: `Ask for metrics that have the dimension "${dimension}" themselves.`,
  }),
  'figure-not-for-role': ({ role, figures, activity, identity }) => ({
    says: `The role "${role}" has no metric that counts ${figures.join(' and ')} members of "${activity}" by "${identity}".`,
    fix: "Ask for a figure that one of the role's metrics counts, or add such a metric to the role in the project's `access`.",
  }),
  'not-permitted': ({ permission, role }) => ({
    says: `The role "${role}" may not do this.`,
    fix: `Add "${permission}" to what the role may, in the project's \`access\`.`,
  }),
  'no-members-behind': ({ metric, why, fix }) => ({
    says: `The members behind "${metric}" cannot be listed: ${why}.`,
    fix,
  }),
  'answer-too-large': ({ what, is, most }) => ({
    says: `The answer would hold ${is} ${what}; the most is ${most}.`,
    fix: 'Ask for fewer days, a longer grain or less of a split.',
  }),
  'no-targets': ({ project }) => ({
    says: `The project "${project}" declares no targets.`,
    fix: 'Declare `targets` in the project: which metric reads them, and by which dimensions.',
  }),
  'invalid-target': ({ what, given, needs }) => ({
    says: `The ${what} of a target cannot be "${given}".`,
    fix: needs,
  }),
  'build-under-way': ({ since }) => ({
    says: `A build is under way since ${since}.`,
    fix: 'Wait until it has ended; its progress can be followed.',
  }),
  'open-to-all': ({ host }) => ({
    says: `Without keys the server listens to this machine alone, not at ${host}.`,
    fix: 'Make a key with `daymark keys create`, or name with --jwks or DAYMARK_JWT_SECRET who signs tokens; or leave --host out.',
  }),
  'keys-unreadable': ({ file, problem }) => ({
    says: `The keys in ${file} cannot be read: ${problem.trim()}.`,
    fix: 'Put the file back, or remove it and make new keys with `daymark keys create`. Until then no key is let in.',
  }),
  'tokens-unsafe': ({ host, lacks, bytes }) =>
    lacks === 'secret'
      ? {
          says: `The secret in DAYMARK_JWT_SECRET has ${bytes ?? 0} bytes, which can be guessed.`,
          fix: 'Use at least 32 random bytes, for example of `openssl rand -base64 48`.',
        }
      : {
          says: `At ${host} the server would take tokens that were made for something else: it is not told the ${lacks} that they must have.`,
          fix: `Name it with --jwt-${lacks}.`,
        },
  'port-taken': ({ host, port, problem }) => ({
    says: `The server cannot listen at ${host}, port ${port}: ${problem}.`,
    fix: 'Name another with --port, or end what listens there.',
  }),
  'server-builds': ({ url, option }) => ({
    says: `The warehouse is open in \`daymark serve\` at ${url}, which builds it; it does not take ${option}.`,
    fix: 'Leave it out, so that the server does the build; or end the server first.',
  }),
  'unknown-key': ({ id }) => ({
    says: `There is no key "${id}".`,
    fix: 'See `daymark keys list` for those that there are.',
  }),
  'unknown-role': ({ role, roles, closest }) => ({
    says: `The project has no role "${role}".${didYouMean(closest)}`,
    fix:
      roles.length === 0
        ? 'It declares none: leave --role out, and the key sees everything.'
        : `Its roles are: ${roles.join(', ')}.`,
  }),
  'role-needed': ({ roles }) => ({
    says: 'A key of this project needs a role: the project declares some, and whoever has none sees nothing.',
    fix: `Name one with --role: ${roles.join(', ')}.`,
  }),
  'invalid-schedule': ({ every, problem }) => ({
    says: `"${every}" is not a schedule: ${problem}`,
    fix: 'Write a cron pattern of minute, hour, day, month and weekday, such as "0 * * * *" for every hour.',
  }),
  'plan-not-additive': ({ kind }) => ({
    says: `A plan cannot be over a metric of the kind "${kind}": it does not add up over days.`,
    fix: 'Plan a sum or a count, or a sum or difference of them.',
  }),
  'invalid-plan': ({ what, given, needs }) => ({
    says: `The ${what} of a plan cannot be "${given}".`,
    fix: `Write ${needs}.`,
  }),
  'unknown-plan': ({ plan, closest, plans }) => ({
    says: `There is no plan "${plan}".${didYouMean(closest)}`,
    fix:
      plans.length === 0
        ? 'Declare one under `plans` of the project.'
        : `The project's plans are: ${plans.join(', ')}.`,
  }),
  'not-a-month': ({ text }) => ({
    says: `"${text}" is not a month.`,
    fix: 'Write a month, such as 2026-01, this-month or last-month.',
  }),
  'month-without-target': ({ plan, month, source, version, months, versions }) => ({
    says: `The plan "${plan}" has no target for ${month}: the source "${source}" has no row for it${version === undefined ? '' : ` with the version "${version}"`}.${versions.length === 0 ? '' : ` It has other versions of that month: ${versions.join(', ')}.`}`,
    fix:
      months.length === 0
        ? 'Add the row.'
        : `Add the row, or ask for a month that has one: ${someOf(months)}.`,
  }),
  'plan-number': ({ source, column, value }) => ({
    says: `A plan reads numbers from the column "${column}" of the source "${source}", which holds "${value.slice(0, 100)}".`,
    fix: 'Correct the row, or declare the column as a decimal, so that a build names each such row.',
  }),
  'ambiguous-target': ({ plan, month, source, versions }) => ({
    says: `The plan "${plan}" has ${versions.length} targets for ${month} in the source "${source}": ${versions.join(', ')}.`,
    fix: 'Name in `target` the `version` that holds, or give the source a `key` of year and month and `latestBy`.',
  }),
  'plan-target-currency': ({ plan, month, targets, currency }) => ({
    says: `The plan "${plan}" has ${targets.length === 1 ? `its target for ${month}` : `targets for ${month}`} in ${currenciesInWords(targets)}, and its metric ${currency === undefined ? 'says no currency' : currency === null ? 'is of rows that do not say their currency' : `is in ${currency}`}: the two cannot be compared.`,
    fix:
      typeof currency === 'string'
        ? `Give the month a target in ${currency}, or plan a metric in ${currenciesInWords(targets)}.`
        : "Declare the currency of the sum (`currency`, or a format such as `money('EUR')`), or leave the currency of the target out.",
  }),
  'calendar-day-missing': ({ source, month, days }) => ({
    says: `The calendar "${source}" has no row for ${days.length} ${days.length === 1 ? 'day' : 'days'} of ${month}: ${someOf(days)}.`,
    fix: 'Add a row with its label for each day of the month.',
  }),
  'label-without-uplift': ({ source, month, missing, labels }) => ({
    says: `The calendar gives days of ${month} a label for which the source "${source}" has no ${missing}: ${labels.map(({ label, days }) => `"${label}" (${days} ${days === 1 ? 'day' : 'days'})`).join(', ')}.`,
    fix: `Add the row for that month and label, with its ${missing}, or correct the label in the calendar.`,
  }),
  'calendar-day-unlabelled': ({ source, month, days }) => ({
    says: `The calendar "${source}" has a row without a label for ${days.length} ${days.length === 1 ? 'day' : 'days'} of ${month}: ${someOf(days)}.`,
    fix: 'Give each day of the month its label.',
  }),
  'calendar-day-twice': ({ source, month, days }) => ({
    says: `The calendar "${source}" has two labels for ${days.length} ${days.length === 1 ? 'day' : 'days'}, read for ${month}: ${someOf(days)}.`,
    fix: 'Leave one row for each day, or declare a `key` with `latestBy` on the source.',
  }),
  'label-twice': ({ source, month, labels }) => ({
    says: `The source "${source}" has rows for ${month} that differ for one label: ${labels.map((label) => `"${label}"`).join(', ')}.`,
    fix: 'Leave one row for each month and label, or declare a `key` with `latestBy` on the source.',
  }),
  'weight-below-zero': ({ month, labels }) => ({
    says: `A label of days of ${month} has a weight below 0: ${labels.map(({ label, days, uplift, weight, totalWeight }) => `"${label}" (${days} ${days === 1 ? 'day' : 'days'}): uplift ${uplift}${weight === null ? '' : `, weight ${weight}`}${totalWeight.startsWith('-') ? `, total weight ${totalWeight}` : ''}`).join('; ')}.`,
    fix: 'Correct the uplift and the weight. An uplift below 0 gives its days a target below 0, and all other days more than their share.',
  }),
  'total-weights-differ': ({ month, totals }) => ({
    says: `The labels of ${month} have different total weights: ${totals.map(({ label, totalWeight }) => `"${label}" ${totalWeight}`).join(', ')}.`,
    fix: 'Give all labels of a month the same total weight.',
  }),
  'target-below-zero': ({ plan, month, target }) => ({
    says: `The plan "${plan}" has a target below 0 for ${month}: ${target}.`,
    fix: 'Correct the target. More counts as better: a target below 0 is reached from above.',
  }),
  'weights-off': ({ month, uplifts, totals, off }) => ({
    says: `The uplifts of the days of ${month} add up to ${uplifts}, not to the total weight ${totals.join(', ')}: the day targets add up to ${off.replace('-', '')} ${off.startsWith('-') ? 'less' : 'more'} than the month's target.`,
    fix: "Correct the uplifts, the total weight, or the labels of the days; or let them be derived from history with `weights: 'derived'`.",
  }),
  'labels-not-derived': ({ plan, label, from, to }) => ({
    says: `The uplifts of the plan "${plan}" cannot be derived: from ${from} to ${to} the calendar has no "${label}" with revenue.`,
    fix: 'Complete the calendar for those months, name the label of an ordinary day in `normal`, or give the weights in a source.',
  }),
  'no-plan-said': ({ plan, month, asOf, first }) => ({
    says: `Nothing was said of ${month} by the plan "${plan}" up to ${asOf}.${first === undefined ? '' : ` The first was at ${first}.`}`,
    fix: 'Ask for a later moment, or leave --as-of out to work it out now. Each `daymark build` stores what the plan says.',
  }),
  'plan-without-hours': ({ plan, source }) => ({
    says: `The plan "${plan}" knows no time of day: the day of "${source}" is a date.`,
    fix: 'Name in `time` of the plan the column with the time of a row: a timestamp or an instant.',
  }),
  'nothing-to-backtest': ({ plan, from, to }) => ({
    says: `There is nothing to test the plan "${plan}" on: no complete day with revenue from ${from} to ${to}.`,
    fix: 'Give an earlier --from or a later --to.',
  }),
  'not-built': ({ thing, why }) => ({
    says: `The question cannot be answered yet: ${thing} ${why}.`,
    fix: 'Run `daymark build`.',
  }),
  'expression-refused': ({ what, expression, message }) => ({
    says: `The SQL of ${what} means nothing to the database: ${message} It is: ${expression}`,
    fix: 'Mend the expression; its columns have the types that their source declares.',
  }),
  'no-command': ({ commands }) => ({
    says: 'The command line names no command.',
    fix: `Use one of: ${commands.join(', ')}; \`daymark --help\` says what they do.`,
  }),
  'unknown-command': ({ command, commands, closest }) => ({
    says: `There is no command "${command}".${didYouMean(closest)}`,
    fix: `Use one of: ${commands.join(', ')}.`,
  }),
  'unknown-option': ({ option, command, options, closest }) => ({
    says: `${command === '' ? 'daymark' : `daymark ${command}`} has no option ${option}.${didYouMean(closest)}`,
    fix:
      command === ''
        ? 'Name the command first, then its options.'
        : `Its options are: ${options.join(', ')}.`,
  }),
  'invalid-option': ({ option, value, needs, closest }) => ({
    says: `--${option} cannot be "${value}".${didYouMean(closest)}`,
    fix: needs,
  }),
  'option-without-value': ({ option, value }) => ({
    says: `The option ${option} needs a value.`,
    fix: `Write ${option} ${value}.`,
  }),
  'conflicting-options': ({ options, why, fix }) => ({
    says: `${options.join(' and ')} cannot be given together: ${why}.`,
    fix,
  }),
  'missing-argument': ({ argument, command }) => ({
    says: `daymark ${command} needs ${argument.toUpperCase()}.`,
    fix: `See \`daymark ${command} --help\`.`,
  }),
  'too-many-arguments': ({ command, takes }) => ({
    says: `daymark ${command} takes ${takes.length === 0 ? 'no arguments' : `only ${takes.join(', ').toUpperCase()}`}.`,
    fix: `Put values behind their options; see \`daymark ${command} --help\`.`,
  }),
  'unsaid-range': ({ given }) => ({
    says:
      given.length === 0
        ? 'The question does not say which days it is about.'
        : `The question says which days it is about only by ${given.join(' and ')}.`,
    fix: 'Give a period, such as --period 2025-Q4 or --period last-month, or the first and the last day with --from and --to.',
  }),
  'unknown-reference': ({ reference, closest, references }) => ({
    says: `There is no reference "${reference}".${didYouMean(closest)}`,
    fix:
      references.length === 0
        ? 'Declare it under `references`: its model or table, its columns, and the metrics that they are to equal.'
        : `Use one of: ${references.join(', ')}.`,
  }),
  'reference-from-where': ({ reference }) => ({
    says: `The reference "${reference}" does not say where its rows are.`,
    fix: 'Give it a `model`, a `table`, or both: the table that was published, and the model that explains it.',
  }),
  'reference-column': ({ reference, column, closest, columns }) => ({
    says: `The reference "${reference}" names the column "${column}", which its rows do not have.${didYouMean(closest)}`,
    fix: `Use one of: ${columns.join(', ')}.`,
  }),
  'reference-column-type': ({ reference, column, found, needs }) => ({
    says: `The column "${column}" of the reference "${reference}" is ${found}, and not ${needs}.`,
    fix: 'Cast it in the model, or read the table through a model that casts it.',
  }),
  'causes-without-model': ({ reference, table }) => ({
    says: `The reference "${reference}" names causes, and no model that could be run without them: the table ${table} only holds rows.`,
    fix: 'Give it the `model` that makes such a table, or leave the causes out.',
  }),
  'idle-cause': ({ reference, cause, model, file }) => ({
    says: `The cause "${cause}" of the reference "${reference}" changes nothing in the model ${model} and in what it reads.`,
    fix: `Write what is different without it in ${file}: {% if '${cause}' in var('corrected', []) %}.`,
  }),
  'unknown-export': ({ table, tables, closest }) => ({
    says: `There is no table "${table}" to export.${didYouMean(closest)}`,
    fix: `Use one of: ${tables.join(', ')}.`,
  }),
  'unknown-template': ({ template, templates, closest }) => ({
    says: `There is no template "${template}".${didYouMean(closest)}`,
    fix: `Use one of: ${templates.join(', ')}.`,
  }),
  'file-in-the-way': ({ file }) => ({
    says: `${file} exists already, and nothing is overwritten.`,
    fix: 'Name another folder, or move the file away.',
  }),
  'file-unwritable': ({ file, problem }) => ({
    says: `${file} cannot be written: ${problem}.`,
    fix: 'Name a file in a folder that exists and that you may write to.',
  }),
  'no-example': ({ folder }) => ({
    says: `The example project is not at ${folder}: it is part of Daymark's repository.`,
    fix: 'Run `daymark init` to start a project that holds small data of its own.',
  }),
}

const unreachableFix =
  'Check that it runs, that the address is right, and that the user and password are accepted.'

const unreachableFixes: Readonly<Record<UnreachableWhy, string>> = {
  login: 'Correct the user or the password in the address; in either, write %40 for @ and %2F for /.',
  database: 'Make the database there, or name one that is there behind the last / of the address.',
  host: 'Correct the name of the server in the address, or look whether this machine finds it.',
  refused: 'Start the server, or correct the port in the address.',
  timeout: 'Look whether the server runs, and whether a firewall stands between.',
  encryption:
    'Ask the server for an encrypted connection: ?sslmode=require for PostgreSQL, ?secure=1 for ClickHouse.',
}

function metricsInWords(metrics: readonly string[], what: string): string {
  if (metrics.length === 0) return capitalised(what)
  const names = metrics.map((metric) => `"${metric}"`)
  const named = metrics.length === 1 ? `The metric ${names.join('')}` : `The metrics ${someOf(names)}`
  return `${named} (${what})`
}

function rowInWords(row: FailedRow | undefined): string {
  if (row === undefined) return 'some row'
  const { path, line, unit = 'line', key } = row
  if (path === undefined) return key === undefined ? 'a row' : `the row ${key}`
  return line === undefined ? path : `${unit} ${line} of ${path},`
}

function valuesInWords(row: FailedRow | undefined): string {
  const values = row?.values ?? []
  if (values.length === 0) return ''
  const shown = values.map(
    ({ column, value }) => `${column} is ${value === null ? 'missing' : JSON.stringify(value)}`,
  )
  return `, where ${shown.join(' and ')}`
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A place in a file, lines and columns counted from 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Which value of a call in a project's file is wrong: the function, and the way from its values to the wrong one. */
export interface DeclaredAt {
  readonly call: string
  readonly path: readonly (string | number)[]
  /** Whether the last step's name is wrong, and not its value. */
  readonly isKey?: boolean
}

export interface RefusalOptions extends ErrorOptions {
  readonly at?: DeclaredAt
}

/** A refusal: a mistake in what the engine was given, with its code, the facts, a sentence and what to do. */
export class Refusal<C extends keyof Refusals = keyof Refusals> extends Error {
  readonly code: C
  readonly facts: Refusals[C]
  /** What to do about it, as a sentence. */
  readonly fix: string
  /** Which value of which call is wrong; undefined where that is not known. */
  readonly at: DeclaredAt | undefined
  /** Where the mistake stands, once that has been found out. */
  where: Place | undefined

  constructor(code: C, facts: Refusals[C], options?: RefusalOptions) {
    const { says, fix } = sentences[code](facts)
    super(says, options)
    this.name = 'Refusal'
    this.code = code
    this.facts = facts
    this.fix = fix
    this.at = options?.at
  }
}

/** Whether something thrown is a refusal: the user's to mend, and no bug of ours. */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return thrown instanceof Refusal
}

/** What to do about a column of another type. */
function typeFix(declared: string, fits: readonly string[] | undefined, holds: 'others' | undefined): string {
  if (holds === 'others')
    return "Declare a `path` to a single value in it, such as `path: 'items[0].sku'`, or turn it into a column of its own in a model."
  if (fits === undefined)
    return `Declare the type that it has, or turn it into ${declared} where the data is made, or in a view.`
  return fits.length === 0
    ? `Turn it into a type that sources have in a model, which the source then reads, such as with CAST(… AS text).`
    : `Declare it as ${oneOf(fits)}, or turn it into ${declared} in a model, which the source then reads.`
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}

function didYouMean(closest: string | undefined): string {
  return closest === undefined ? '' : ` Did you mean "${closest}"?`
}

/** Where two of several currencies differ in how they are written alone, says so. */
function spelledApart(currencies: readonly (string | null)[]): string {
  const plain = (currency: string | null) => currency?.trim().toUpperCase()
  const [one, other] = currencies.flatMap((each, at) => {
    const twin = currencies.slice(at + 1).find((later) => each !== null && plain(later) === plain(each))
    return twin === undefined ? [] : [each, twin]
  })
  if (one == null || other == null) return ''
  return ` "${one}" and "${other}" are one currency, written in two ways: write it one way, such as by upper(trim(…)) in the dimension.`
}

/** Currencies as they are said: `EUR, USD and unknown`; null are rows that do not say theirs. */
export function currenciesInWords(currencies: readonly (string | null)[]): string {
  const named = currencies.map((currency) => currency ?? 'unknown')
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1) ?? ''}`
}

function placeInFile({ line, element }: { line: number | undefined; element: number | undefined }): string {
  if (element !== undefined) return ` at element ${element}`
  return line === undefined ? '' : ` at line ${line}`
}

function someOf(paths: readonly string[]): string {
  return paths.length <= 3 ? paths.join(', ') : `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`
}

const violationsShown = 12

/** What is wrong with rows that break a rule, in words. */
export const contractRules: Readonly<Record<ContractRule, string>> = {
  type: 'not such a value',
  digits: 'would lose digits',
  range: 'too large for the type',
  finite: 'not a finite number',
  days: 'outside of the days that it may have',
  'not-null': 'missing',
  accepted: 'not an accepted value',
  key: 'share their key with another row',
  tie: 'same key and same latest value, yet different',
}

const encodingSigns = {
  mark: (likely: string) => `its byte-order mark says ${likely}`,
  'zero-bytes': (likely: string) => `it has a zero in every other byte, as ${likely} has`,
  'no-mark': (likely: string) => `it has no byte-order mark, and looks like ${likely}`,
  'utf-8': () => 'its bytes are UTF-8',
} satisfies Record<Refusals['file-encoding']['because'], (likely: string) => string>

function isLatin1(encoding: string): boolean {
  return /^(latin|l\d|iso-?8859)/i.test(encoding)
}

function violationLines(violations: readonly ContractViolation[]): readonly string[] {
  const lines = violations.slice(0, violationsShown).map((violation) => {
    const { where, column, rule, rows, examples, hint } = violation
    const shown = examples.map((example) => exampleInWords(example, exampleUnit(violation)))
    const such = shown.length === 0 ? '' : `, such as ${shown.join(', ')}`
    const said = `  ${where}: ${column}: ${rows} ${rows === 1 ? 'row' : 'rows'}: ${contractRules[rule]}${such}`
    return hint === undefined ? said : `${said}\n    ${hint}`
  })
  const left = violations.length - violationsShown
  return left > 0 ? [...lines, `  and ${left} more`] : lines
}

/** What the numbers of a violation's examples count. */
export function exampleUnit({ where, unit }: Pick<ContractViolation, 'where' | 'unit'>): ExampleUnit {
  return unit ?? (/\.(parquet|xls[xm])(, sheet ".*")?$/i.test(where) ? 'row' : 'line')
}

function exampleInWords({ row, value, key, cell }: ViolationExample, unit: ExampleUnit): string {
  const place = cell !== undefined ? ` in cell ${cell}` : row === undefined ? '' : ` in ${unit} ${row}`
  return `${value === null ? 'nothing' : JSON.stringify(value)}${place}${key === undefined ? '' : ` at ${key}`}`
}

function grouped(rows: number): string {
  return rows.toLocaleString('en')
}

/** Rows of one file name it once. */
function placesInWords(places: readonly string[]): string {
  const [first = '', ...others] = places.map((place) => place.replace(/ \d+$/, ''))
  const isOneFile = /, (line|row|element)$/.test(first) && others.every((other) => other === first)
  if (!isOneFile || others.length === 0) return places.join('; ')
  return `${first}s ${places.map((place) => place.slice(first.length + 1)).join(', ')}`
}

function leavesOut({ readBy, lacks, rows }: RowsLeftOut): string {
  const [first] = readBy
  const them = rows === 1 ? 'it' : 'them'
  if (first === undefined) return `nothing counts ${them}`
  const { one, more, takes, take } = readerWords[first.kind]
  const names = readBy.map(({ name }) => `"${name}"`)
  const isOne = names.length === 1
  const readers = isOne ? `${one} ${names[0]}` : `${more} ${names.join(' and ')}`
  if (first.kind !== 'activity') return `${readers} ${isOne ? takes : take} ${them}`
  if (lacks === 'day') return `${readers} ${isOne ? 'does' : 'do'} not count ${them}`
  if (lacks === 'member') return `${readers} ${isOne ? 'counts' : 'count'} nobody for ${them}`
  return `${readers} ${isOne ? 'takes' : 'take'} no first day from ${them}`
}

const readerWords: Readonly<Record<Reader['kind'], Record<'one' | 'more' | 'takes' | 'take', string>>> = {
  activity: { one: 'the activity', more: 'the activities', takes: 'does not count', take: 'do not count' },
  segment: { one: 'the segment', more: 'the segments', takes: 'says nothing by', take: 'say nothing by' },
  plan: { one: 'the plan', more: 'the plans', takes: 'takes nothing from', take: 'take nothing from' },
  targets: {
    one: 'the targets by',
    more: 'the targets by',
    takes: 'take nothing from',
    take: 'take nothing from',
  },
}

function lackInWords({ lacks, column, identity, rows }: RowsLeftOut): string {
  const isOne = rows === 1
  const has = isOne ? 'has' : 'have'
  if (lacks === 'day' || lacks === 'day of a first day') return `${has} no day (${column})`
  if (lacks === 'member' || lacks === 'member of a first day')
    return `${has} no ${identity ?? 'member'} (${column})`
  if (lacks === 'day on which it holds') {
    return `${isOne ? 'ends before it starts or as it does' : 'end before they start or as they do'} (${column})`
  }
  if (lacks === 'metric') return `${isOne ? 'names' : 'name'} no metric of the project (${column})`
  if (lacks === 'start of a period')
    return `${isOne ? 'is' : 'are'} not dated on the first day of a period (${column})`
  return lacks === 'time' ? `${has} no time (${column})` : `${has} no ${column}`
}

const giveDay = 'Give each row a day, or leave such rows out on purpose with a condition (where).'
const isMeant = 'If that is meant, there is nothing to do.'
const fixOfLeftOut: Readonly<Record<WhatRowsLack, string>> = {
  day: giveDay,
  member: `The amounts of these rows count; nobody is counted for them. ${isMeant}`,
  'day of a first day': giveDay,
  'member of a first day': isMeant,
  'day on which it holds': `Correct the days. ${isMeant}`,
  column: 'Fill the column in, or leave such rows out on purpose with a condition (where).',
  time: 'Give each row a time, or leave such rows out on purpose with a condition (where).',
  metric: "Write the metric's name in the project, or its label.",
  'start of a period': 'Date each target on the first day of its period.',
}
