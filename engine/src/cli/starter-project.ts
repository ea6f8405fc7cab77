import { relative, sep } from 'node:path'
import { comparable } from '../names/closest-name.js'
import { escapedForGlob } from '../sources/glob.js'
import { guessName } from '../sources/guesses/guess-name.js'
import type { GuessedColumn, GuessedSource } from '../sources/guesses/guess-source.js'

/** A project file over sources that were guessed, as text, and a question that it answers. */
export interface StarterProject {
  readonly config: string
  /** Metrics that can be asked for; empty where no file has a day. */
  readonly metrics: readonly string[]
}

interface Named {
  readonly name: string
  readonly source: GuessedSource
  readonly day: GuessedColumn | undefined
  readonly member: GuessedColumn | undefined
}

/**
 * Writes a project file: each source with what was guessed of it in comments, and where a day and a member are plain an
 * activity with a few metrics.
 *
 * @param folder where the file will lie
 */
export function starterProject(
  sources: readonly GuessedSource[],
  { folder, timeZone }: { readonly folder: string; readonly timeZone: string },
): StarterProject {
  const known = new Set<string>(['project'])
  const named = sources.map((source): Named => {
    const name = camel(guessName(source.called, new Set(), 'rows'))
    const free = known.has(name) ? `${name}${String(known.size)}` : name
    known.add(free)
    return { name: free, source, day: dayOf(source), member: memberOf(source) }
  })
  const metrics = named.flatMap((each) => metricsOf(each, named.length > 1))
  const used = new Set(['defineProject', 'source', ...metrics.flatMap(({ calls }) => calls)])
  if (named.some(isActivity)) used.add('activity')
  const idle = named.filter(({ day }) => day === undefined).map(({ name }) => name)
  const config = [
    `import { ${[...used].toSorted().join(', ')} } from 'daymark'`,
    '',
    '// Guessed from the files. Read it once: what is not certain is said beside it.',
    '',
    ...named.flatMap((each) => [...sourceLines(each, folder), '']),
    ...named.filter(isActivity).flatMap((each) => [...activityLines(each), '']),
    'export default defineProject({',
    "  name: 'my-metrics',",
    `  // The zone of this machine: the one by whose clock your days begin belongs here.`,
    `  calendar: { timeZone: ${text(timeZone)}, weekStart: 'monday' },`,
    ...(idle.length === 0
      ? []
      : [
          '  // These have no day, so that nothing can be counted by it. Models may read them.',
          `  models: { sources: [${idle.join(', ')}] },`,
        ]),
    '  metrics: {',
    ...metrics.map(({ name, written }) => `    ${name}: ${written},`),
    '  },',
    '})',
    '',
  ].join('\n')
  return { config, metrics: metrics.map(({ name }) => name) }
}

function isActivity({ day, member }: Named): boolean {
  return day !== undefined && member !== undefined
}

function camel(name: string): string {
  return name.replaceAll(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
}

function text(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r')}'`
}

function value(given: unknown): string {
  if (Array.isArray(given)) return `[${given.map(value).join(', ')}]`
  return typeof given === 'string' ? text(given) : String(given)
}

const otherDays = /birth|geburt|expir|valid|until|updated|modified|changed|due|end|geaendert/
const usualDays =
  /^(day|date|datum|tag)$|order|purchas|book|buchung|transaction|created|bestell|event|paid|sold|visit|log/

/** The column of the business day: the most usual name among days that are always there. */
function dayOf({ columns }: GuessedSource): GuessedColumn | undefined {
  const days = columns.filter(({ type }) => type === 'date' || type === 'timestamp' || type === 'instant')
  const rank = ({ name, nullable }: GuessedColumn) =>
    (nullable ? 4 : 0) + (otherDays.test(name) ? 2 : 0) + (usualDays.test(name) ? 0 : 1)
  return days.toSorted((one, other) => rank(one) - rank(other))[0]
}

const members = [
  /(customer|client|user|member|account|buyer|player|guest|patient|subscriber|kunden?|konto)_?(id|no|nr|number|nummer|key)$/,
  /^(customer|client|user|member|account|buyer|player|guest|patient|subscriber|kunden?|konto)$/,
  /email|e_mail/,
  /customer|client|user|member|buyer|player|payee|empfaenger|kunde/,
]

/** The column that says who did something. */
function memberOf({ columns }: GuessedSource): GuessedColumn | undefined {
  // Whole numbers of "clients" count them.
  const texts = columns.filter(
    ({ type, name }) => type === 'text' || (type === 'integer' && !name.endsWith('s')),
  )
  for (const pattern of members) {
    const found = texts.find(({ name, different }) => pattern.test(name) && different > 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** Texts of few values, by which figures can be split. */
function dimensionsOf({ source, member }: Named): readonly GuessedColumn[] {
  const most = Math.min(20, Math.max(2, source.rows / 2))
  return source.columns
    .filter(({ type, different, name, doubt }) => {
      const isFew = different > 0 && different <= most && name !== member?.name && name !== source.key
      return isFew && (type === 'boolean' || (type === 'text' && doubt === undefined))
    })
    .slice(0, 4)
}

const noAmounts = /rate|share|percent|pct|price|preis|lat|lon|ratio|quota|ctr|average|avg/

function amountsOf({ source }: Named): readonly GuessedColumn[] {
  const counts = /quantity|qty|units|clicks|impressions|count|menge|anzahl|stueck/
  return source.columns
    .filter(
      ({ type, name }) =>
        (type.startsWith('decimal') && !noAmounts.test(name)) || (type === 'integer' && counts.test(name)),
    )
    .slice(0, 4)
}

function sourceLines(each: Named, folder: string): readonly string[] {
  const { name, source, day } = each
  const { writing, columns, key, leftOut } = source
  const dimensions = dimensionsOf(each)
  return [
    `const ${name} = source(${text(guessName(name, new Set(), 'rows'))}, {`,
    `  files: ${filesWritten(source, folder)},`,
    ...Object.entries(writing).map(([option, given]) => `  ${option}: ${value(given)},`),
    '  columns: {',
    ...columns.map((column) => `    ${columnLine(column)}`),
    '  },',
    ...leftOut.map((reason) => `  // Left out: ${reason.replaceAll(/\s+/g, ' ')}.`),
    ...(key === undefined ? [] : ['  // No two rows have the same.', `  key: [${text(key)}],`]),
    ...(day === undefined ? [] : dayLines(source, day)),
    ...(dimensions.length === 0
      ? []
      : [`  dimensions: { ${dimensions.map((each_) => `${each_.name}: ${text(each_.name)}`).join(', ')} },`]),
    '})',
  ]
}

function filesWritten({ paths, pattern }: GuessedSource, folder: string): string {
  const near = (path: string) => relative(folder, path).split(sep).join('/')
  if (pattern !== undefined) return text(near(pattern))
  const [only, ...others] = paths.map((path) => text(escapedForGlob(near(path))))
  return others.length === 0 ? (only ?? '') : `[${[only, ...others].join(', ')}]`
}

function dayLines({ columns }: GuessedSource, day: GuessedColumn): readonly string[] {
  const others = columns.filter(
    ({ type, name }) => (type === 'date' || type === 'timestamp' || type === 'instant') && name !== day.name,
  )
  const choice =
    others.length === 0 ? [] : [`  // It could be ${others.map(({ name }) => name).join(' or ')} as well.`]
  return [...choice, `  day: ${text(day.name)},`]
}

function columnLine({ name, header, path, type, nullable, form, doubt }: GuessedColumn): string {
  const isNamedSo = comparable(header) === comparable(name)
  const details = [
    ...(path === undefined ? (isNamedSo ? [] : [`header: ${text(header)}`]) : [`path: ${pathWritten(path)}`]),
    ...Object.entries(form ?? {}).map(([key, given]) => `${key}: ${value(given)}`),
  ]
  const short = text(nullable ? `${type}?` : type)
  const written =
    details.length === 0
      ? short
      : `{ ${[`type: ${text(type)}`, ...(nullable ? ['nullable: true'] : []), ...details].join(', ')} }`
  return `${name}: ${written},${doubt === undefined ? '' : ` // ${sentence(doubt)}`}`
}

function sentence(doubt: string): string {
  const plain = doubt.replaceAll(/\s+/g, ' ')
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`
}

function pathWritten(path: readonly (string | number)[]): string {
  const isPlain = path.every((step) => typeof step === 'string' && /^[^.[\]]+$/.test(step))
  return isPlain ? text(path.join('.')) : value(path)
}

function activityLines({ name, member }: Named): readonly string[] {
  const who = member?.name ?? ''
  return [
    `// Who did something, on which day: each row is one time. A member is whom ${who} names.`,
    `const ${name}Activity = activity(${text(`${guessName(name, new Set(), 'rows').slice(0, 30)}_activity`)}, {`,
    `  from: ${name},`,
    `  identities: { ${who}: ${text(who)} },`,
    '})',
  ]
}

interface WrittenMetric {
  readonly name: string
  readonly written: string
  readonly calls: readonly string[]
}

function metricsOf(each: Named, areSeveral: boolean): readonly WrittenMetric[] {
  const { name, day, member, source } = each
  if (day === undefined) return []
  const of = isActivity(each) ? `${name}Activity` : name
  const called = (what: string) => (areSeveral ? camel(`${name}_${what}`) : camel(what))
  const currencyOf = ({ form }: GuessedColumn) => [form?.currency ?? []].flat()[0]
  const amounts = amountsOf(each).map((column): WrittenMetric => {
    const currency =
      currencies[currencyOf(column) ?? ''] ??
      (/^[A-Z]{3}$/.test(currencyOf(column) ?? '') ? currencyOf(column) : undefined)
    const options = currency === undefined ? '' : `, { format: money(${text(currency)}) }`
    return {
      name: called(/^(rows|active_members)$/.test(column.name) ? `${column.name}_total` : column.name),
      written: `sum(${of}, ${text(column.name)}${options})`,
      calls: currency === undefined ? ['sum'] : ['sum', 'money'],
    }
  })
  const people: readonly WrittenMetric[] =
    member === undefined
      ? []
      : [
          {
            name: called('active_members'),
            written: `members(${of}, ${text(member.name)})`,
            calls: ['members'],
          },
        ]
  return source.columns.length === 0
    ? []
    : [{ name: called('rows'), written: `count(${of})`, calls: ['count'] }, ...people, ...amounts]
}

const currencies: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₫': 'VND',
  '฿': 'THB',
  '₩': 'KRW',
}
