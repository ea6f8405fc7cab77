import { rowParts, type RowPart, type RowSet } from '../activities/row-set.js'
import { whatIsSummed, type SummedColumn } from '../measures/summed-column.js'
import { computedColumns, withoutComputed } from '../sources/computed-columns.js'
import type { Source } from '../sources/source.js'
import type { Layout } from './layout.js'

/** A piece of SQL that a project declares, and the source whose columns it reads. */
export interface DeclaredExpression {
  readonly source: Source
  readonly text: string
  /** What it is for, to be named in refusals. */
  readonly what: string
  readonly role: 'condition' | 'day' | 'value' | 'number'
  /** The condition on the rows from which it is worked out, beside the source's own. */
  readonly under?: string | undefined
  /** For what is added up: the stored column, and over which rows. */
  readonly summed?: { readonly of: RowSet; readonly part: RowPart; readonly column: SummedColumn }
}

/** Every piece of SQL in what a layout keeps, each once. */
export function declaredExpressions({
  sources,
  activities,
  segments,
  sums,
  amounts,
}: Layout): readonly DeclaredExpression[] {
  const ofActivities = activities.flatMap((activity) =>
    [...activity.parts, ...activity.firstDayScope].flatMap((part) => {
      const of = `of the activity "${activity.name}"`
      const say = (role: DeclaredExpression['role'], what: string, text: string | undefined) =>
        text === undefined
          ? []
          : [{ source: part.from, text, role, what: `${what} ${of}`, under: part.where }]
      return [
        ...say('condition', 'the condition', part.where).map((each) => ({ ...each, under: undefined })),
        ...say('day', 'the day', part.day),
        ...Object.entries(part.identities).flatMap(([name, text]) =>
          say('value', `the identity "${name}"`, text),
        ),
        ...Object.entries(part.dimensions).flatMap(([name, text]) =>
          say('value', `the dimension "${name}"`, text),
        ),
        ...Object.entries(part.firstDay).flatMap(([name, text]) =>
          say('day', `the first day of "${name}"`, text),
        ),
        ...say('condition', 'the condition of new', part.newWhen),
        ...part.except.flatMap(({ from, on }) =>
          Object.entries(on).flatMap(([ours, theirs]) => [
            ...say('value', 'an exception', ours),
            { source: from, text: theirs, role: 'value', what: `an exception ${of}` } as const,
          ]),
        ),
      ]
    }),
  )
  const ofSegments = segments.flatMap(({ segment }) => {
    const of = `of the segment "${segment.name}"`
    const { from: source, where: under } = segment
    const say = (role: DeclaredExpression['role'], what: string, text: string | undefined) =>
      text === undefined ? [] : [{ source, text, role, what: `${what} ${of}`, under }]
    return [
      ...say('condition', 'the condition', under).map((each) => ({ ...each, under: undefined })),
      ...say('value', 'the member', segment.member),
      ...say('day', 'the first day', segment.validFrom),
      ...say('day', 'the last day', segment.validTo),
      ...Object.entries(segment.attributes).flatMap(([name, text]) =>
        say('value', `the attribute "${name}"`, text),
      ),
    ]
  })
  const ofSums = [...sums, ...amounts].flatMap(({ of, columns }) =>
    rowParts(of).flatMap((part) => [
      ...(of.kind === 'source' ? ofSource(of) : []),
      ...columns.flatMap((column) => {
        const what = `${whatIsSummed(column)} over the ${of.kind} "${of.name}"`
        const summed = { of, part, column }
        const say = (role: DeclaredExpression['role'], text: string | undefined) =>
          text === undefined ? [] : [{ source: part.from, text, role, what, under: part.where, summed }]
        return [...say('condition', column.where), ...say('number', column.expression)]
      }),
    ]),
  )
  const all = [
    ...sources.flatMap(ofColumns),
    ...sources.flatMap(conditionOfSource),
    ...ofActivities,
    ...ofSegments,
    ...ofSums,
  ]
  return [
    ...new Map(
      all.map((expression) => [
        JSON.stringify([expression.source.name, expression.text, expression.what]),
        expression,
      ]),
    ).values(),
  ]
}

function ofSource(source: Source): readonly DeclaredExpression[] {
  const of = `of the source "${source.name}"`
  return [
    { source, text: source.day ?? '', role: 'day', what: `the day ${of}` },
    ...Object.entries(source.dimensions).map(
      ([name, text]) => ({ source, text, role: 'value', what: `the dimension "${name}" ${of}` }) as const,
    ),
  ]
}

/** A computed column reads those that are not. */
function ofColumns(source: Source): readonly DeclaredExpression[] {
  const own = withoutComputed(source)
  return computedColumns(source).map(({ name, sql: text = '' }) => {
    return { source: own, text, role: 'value', what: `the column "${name}" of the source "${source.name}"` }
  })
}

function conditionOfSource(source: Source): readonly DeclaredExpression[] {
  const { name, where } = source
  return where === undefined
    ? []
    : [{ source, text: where, role: 'condition', what: `the condition of the source "${name}"` }]
}
