import { Refusal } from '../errors.js'
import { declaredForm, type ColumnForm } from './forms/column-form.js'
import { timeFormat } from './forms/time-format.js'
import type { ColumnContract, ColumnDeclaration, SourceType } from './source-column.js'
import { kindOf } from './text-conversion.js'

/** What is declared of a source as far as it decides how values are written. */
interface Declared {
  readonly files?: string | readonly string[] | undefined
  readonly columns: Readonly<Record<string, ColumnDeclaration>>
}

/**
 * Refuses forms that say nothing of their column or contradict themselves.
 *
 * @throws Refusal `only-for-files`, `invalid-declaration`
 */
export function refuseIdleForms(source: string, { files, columns }: Declared): void {
  for (const [column, declared] of Object.entries(columns)) {
    if (typeof declared === 'string') continue
    const form = declaredForm(declared)
    const [beside] = Object.keys({ ...form, ...shown(declared, 'header'), ...shown(declared, 'path') })
    if (declared.sql !== undefined && beside !== undefined) {
      const part = `columns.${column}.${beside}`
      const needs = 'left out, as `sql` gives the value'
      const at = { call: 'source', path: [1, 'columns', column, beside] }
      const of = `source(${JSON.stringify(source)})`
      throw new Refusal(
        'invalid-declaration',
        { of, part, given: 'there', needs, closest: undefined },
        { at },
      )
    }
    const [first] = Object.keys(form ?? {})
    if (first === undefined) continue
    if (files === undefined) {
      const instead = 'the conversion in a model, which the source then reads'
      throw new Refusal('only-for-files', { source, what: `columns.${column}.${first}`, instead })
    }
    if (form === undefined) continue
    const wrong = formProblem(declared.type, form)
    if (wrong !== undefined) throw badForm({ source, column, form }, wrong)
  }
}

function shown(declared: ColumnContract, key: 'header' | 'path'): object {
  return declared[key] === undefined ? {} : { [key]: true }
}

interface FormProblem {
  readonly key: keyof ColumnForm
  readonly needs: string
}

const ofNumbers = ['decimal', 'thousands', 'currency', 'negative'] as const
const ofTimes = ['format', 'zone'] as const

function formProblem(type: SourceType, form: ColumnForm): FormProblem | undefined {
  const kind = kindOf(type)
  const isNumber = kind === 'integer' || kind === 'decimal' || kind === 'double'
  const isTime = kind === 'date' || kind === 'timestamp' || kind === 'instant'
  const ofOthers = isNumber ? ofTimes : isTime ? ofNumbers : [...ofNumbers, ...ofTimes]
  const idle = ofOthers.find((key) => form[key] !== undefined)
  if (idle !== undefined) {
    const types =
      idle === 'format' || idle === 'zone' ? 'date, timestamp or instant' : 'integer, decimal or double'
    return { key: idle, needs: `left out, as the column is declared ${type}; it is for the types ${types}` }
  }
  return isNumber ? numberProblem(form) : timeProblem(type, form)
}

function numberProblem({ decimal = '.', thousands, currency }: ColumnForm): FormProblem | undefined {
  if (thousands === decimal) {
    const other = decimal === '.' ? ',' : '.'
    return {
      key: 'thousands',
      needs: `another sign than the decimals have: with \`decimal: '${other}'\` it can be`,
    }
  }
  const signs = [currency ?? []].flat()
  const isSign = signs.some((each) => each === ',' || each === '.' || each === "'")
  return isSign ? { key: 'currency', needs: 'a currency as it is written, such as € or EUR' } : undefined
}

function timeProblem(type: SourceType, { format, zone }: ColumnForm): FormProblem | undefined {
  if (zone !== undefined && type !== 'instant') {
    const needs = `left out, or the column declared instant: a ${type} is read in the project's time zone`
    return { key: 'zone', needs }
  }
  if (format === undefined) return undefined
  const read = timeFormat(format)
  if ('problem' in read) return { key: 'format', needs: read.problem }
  const isMoment = 'perSecond' in read || read.moment !== undefined
  if (isMoment && zone !== undefined)
    return { key: 'zone', needs: 'left out, as the format says which moment is meant' }
  if (isMoment && type !== 'instant')
    return {
      key: 'format',
      needs: `one without a zone, or the column declared instant: the format gives moments`,
    }
  if (!isMoment && type === 'instant' && zone === undefined)
    return { key: 'format', needs: 'one that ends in Z or z, or a `zone` beside it, such as Europe/London' }
  return undefined
}

function badForm(
  { source, column, form }: { readonly source: string; readonly column: string; readonly form: ColumnForm },
  { key, needs }: FormProblem,
): Refusal {
  const at = { call: 'source', path: [1, 'columns', column, key] }
  const given = JSON.stringify(form[key])
  const part = `columns.${column}.${key}`
  return new Refusal(
    'invalid-declaration',
    { of: `source(${JSON.stringify(source)})`, part, given, needs, closest: undefined },
    { at },
  )
}
