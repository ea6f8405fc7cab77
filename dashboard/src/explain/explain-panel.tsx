import { useEffect, useRef } from 'react'
import type {
  Answer,
  AnswerRow,
  AnswerValue,
  Explanation,
  Filter,
  PlanReport,
  Question,
} from '../api/answers.js'
import { inWords, labelOf, useProject } from '../api/project.js'
import { useAnswer } from '../api/use-answer.js'
import { comparedInWords, dayInWords, rangeInWords } from '../calendar/words.js'
import { valueInWords } from '../controls/filter-picker.js'
import { Change } from '../cards/change.js'
import { comparisonInWords } from '../controls/compare-picker.js'
import { formatOfCurrency, formatted, type Format } from '../numbers/format.js'
import { becauseInWords } from '../numbers/because.js'
import { Problem } from '../shell/problem.js'
import { clockInWords, momentInWords } from '../calendar/moment.js'
import { commandOf } from './command.js'
import { paceExplained } from '../plan/pace-figures.js'
import type { AskedFigure, Explained, PaceOfPlan, StatedFigure } from './explanation.js'
import { PlanStatements } from './plan-statements.js'
import { Section } from './section.js'
import { Sql } from './sql.js'

interface ExplainPanelProps {
  readonly figure: Explained | undefined
  readonly onClose: () => void
}

/** How a figure came about, beside the page that shows it. */
export function ExplainPanel({ figure, onClose }: ExplainPanelProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (figure === undefined) dialog.current?.close()
    else if (dialog.current?.open === false) dialog.current.showModal()
  }, [figure])
  return (
    <dialog
      ref={dialog}
      className="explain"
      aria-labelledby="explain-title"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current) onClose()
      }}
    >
      {figure && (
        <div className="explain-page">
          <header>
            <p className="overline">How it came about</p>
            <h2 id="explain-title">{figure.title}</h2>
            <button type="button" className="button icon close" aria-label="Close" onClick={onClose}>
              ×
            </button>
          </header>
          <About figure={figure} />
        </div>
      )}
    </dialog>
  )
}

function About({ figure }: { figure: Explained }) {
  if (figure.kind === 'asked') return <Asked figure={figure} />
  return figure.kind === 'pace' ? <OfPlan figure={figure} /> : <Stated figure={figure} />
}

function OfPlan({ figure: { figure, plan } }: { figure: PaceOfPlan }) {
  const { answer, error, retry } = useAnswer<PlanReport>({ get: 'plan', ...plan })
  if (error) return <Problem error={error} onRetry={retry} />
  const found = answer?.plan === plan.name ? answer : undefined
  const pace = found?.pace.find(({ name }) => name === figure)
  if (found === undefined || pace === undefined) return <p className="note">Asking …</p>
  return <Stated figure={paceExplained(pace, found, plan)} />
}

function Asked({ figure: { question, metric } }: { figure: AskedFigure }) {
  const { calendar } = useProject()
  const answered = useAnswer<Answer>({ get: 'ask', question })
  const { answer, error, retry } = answered
  if (error) return <Problem error={error} onRetry={retry} />
  if (answer === undefined || answered.isStale) return <p className="note">Asking …</p>
  const about = answer.metrics.find(({ name }) => name === metric)
  const row = answer.total
  const value = row.values[metric]
  if (about === undefined || value === undefined) return null
  const format = formatOfCurrency(about.format, value.currency)
  return (
    <>
      <p className="explain-value">{formatted(value.value, format)}</p>
      {value.because && <p className="note">{becauseInWords(value.because)}</p>}
      {value.comparison && (
        <p className="explain-change">
          <Change change={value.comparison.change} because={value.comparison.because} />
          {' from '}
          {formatted(value.comparison.value, formatOfCurrency(about.format, value.comparison.currency))}
        </p>
      )}
      {answer.notes.map(({ says }) => (
        <p className="note" key={says}>
          {says}
        </p>
      ))}
      {about.description && <p>{about.description}</p>}
      <Section title="Formula">
        <Formula text={about.formula} />
        <Quotient value={value} format={format} />
      </Section>
      <Section title="Days">
        <Facts facts={dayFacts(answer, row)} />
      </Section>
      <Section title="Data">
        <Facts facts={[...currencyFacts(value), ...dataFacts(answer, calendar.timeZone)]} />
      </Section>
      <Statements question={question} />
    </>
  )
}

function Stated({ figure }: { figure: StatedFigure }) {
  return (
    <>
      <p className="explain-value">{figure.value}</p>
      <Section title="Formula">
        <Formula text={figure.formula} />
      </Section>
      <Section title="From">
        <Facts facts={figure.facts} />
      </Section>
      {figure.sql && (
        <Section title="SQL">
          {figure.sql.map((sql) => (
            <Sql key={sql} says="the statement" sql={sql} isOpen={figure.sql?.length === 1} />
          ))}
        </Section>
      )}
      {figure.question && <Statements question={figure.question} />}
      {figure.plan && <PlanStatements plan={figure.plan} />}
    </>
  )
}

/** A formula, its metrics by their labels. */
function Formula({ text }: { text: string }) {
  const { metrics } = useProject()
  const labels = new Map(metrics.map((metric) => [metric.name, labelOf(metric)]))
  const said = text.replaceAll(/[A-Za-z_]\w*/g, (word) => labels.get(word)?.toLowerCase() ?? word)
  return <p className="formula">{said}</p>
}

const counts: Format = { as: 'number', decimals: 0 }

function Quotient({ value, format }: { value: AnswerValue; format: Format }) {
  if (value.numerator === undefined || value.denominator === undefined) return null
  const plain = (figure: AnswerValue['value'] | undefined) =>
    formatted(figure, isWhole(figure) ? counts : { as: 'number', decimals: 2 })
  return (
    <table className="quotient">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">Part</span>
          </th>
          <th scope="col">in the range</th>
          {value.comparison && <th scope="col">compared with</th>}
        </tr>
      </thead>
      <tbody>
        {(['numerator', 'denominator'] as const).map((part) => (
          <tr key={part}>
            <th scope="row">{inWords(part)}</th>
            <td>{plain(value[part])}</td>
            {value.comparison && <td>{plain(value.comparison[part])}</td>}
          </tr>
        ))}
        <tr className="result">
          <th scope="row">Quotient</th>
          <td>{formatted(value.value, format)}</td>
          {value.comparison && <td>{formatted(value.comparison.value, format)}</td>}
        </tr>
      </tbody>
    </table>
  )
}

function isWhole(figure: AnswerValue['value'] | undefined): boolean {
  return figure !== null && figure !== undefined && /^-?\d+$/.test(figure)
}

export function Facts({ facts }: { facts: readonly { readonly says: string; readonly value: string }[] }) {
  return (
    <dl className="facts">
      {facts.map(({ says, value }) => (
        <div key={says}>
          <dt>{says}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function currencyFacts({ currency, currencies }: AnswerValue) {
  const each = (code: string | null) => code ?? 'not said'
  if (currencies !== undefined)
    return [{ says: 'Currencies', value: `${currencies.map(each).join(', ')}: never added` }]
  return currency === undefined ? [] : [{ says: 'Currency', value: each(currency) }]
}

function dayFacts({ complete, elapsed, asOf, until }: Answer, row: AnswerRow) {
  const progress = complete ? `all ${elapsed.of} days` : `${elapsed.days} of ${elapsed.of} days so far`
  const { comparison, before } = row
  return [
    { says: 'Counted', value: `${rangeInWords(row.range)}, ${progress}` },
    ...(comparison
      ? [
          {
            says: 'Compared with',
            value: `${comparedInWords(comparison)} (${comparisonInWords(comparison.rule)})`,
          },
        ]
      : []),
    { says: 'Cohorts look back to', value: lookBack(before) },
    { says: 'As of', value: until === null ? dayInWords(asOf) : clockInWords(until) },
  ]
}

function lookBack(before: AnswerRow['before']): string {
  const days = rangeInWords(before)
  return before.says === days ? days : `${before.says} (${days})`
}

function dataFacts(answer: Answer, timeZone: string) {
  const { dataFrom, dataThrough, builtAt, source, because, where, segments, unmatched } = answer
  return [
    {
      says: 'Read from',
      value: because ? `${source.replace('-', ' ')}: ${because}` : source.replace('-', ' '),
    },
    { says: 'Data from', value: dataFrom === null ? 'no data' : dayInWords(dataFrom) },
    { says: 'Data up to', value: dataThrough === null ? 'no data' : dayInWords(dataThrough) },
    ...(builtAt === null ? [] : [{ says: 'Built', value: momentInWords(builtAt, timeZone) }]),
    { says: 'Filtered by', value: where.length === 0 ? 'nothing' : where.map(filterInWords).join('; ') },
    ...(segments ? [{ says: 'Segments', value: segments.says }] : []),
    ...(unmatched > 0 ? [{ says: 'Without a segment', value: formatted(unmatched, counts) }] : []),
    { says: 'Exact', value: 'yes' },
  ]
}

function filterInWords({ dimension, values, not }: Filter): string {
  return `${inWords(dimension)} ${not === true ? 'is not' : 'is'} ${values.map(valueInWords).join(' or ')}`
}

function Statements({ question }: { question: Question }) {
  const { asker } = useProject()
  const mayRead = asker.may.includes('explain')
  const { answer, error, retry } = useAnswer<Explanation>(mayRead ? { get: 'explain', question } : undefined)
  return (
    <Section title="SQL">
      {!mayRead && <p className="note">Your key’s role may not read the statements.</p>}
      {error && <Problem error={error} onRetry={retry} />}
      {answer?.passes.map(({ says, level, sql, from, nodes }, index) => (
        <div key={index}>
          {from === 'rollups' && (
            <p className="note">
              Answered from rollups: {nodes.length} calendar {nodes.length === 1 ? 'node' : 'nodes'} merged.
              The same over member-days:
            </p>
          )}
          <Sql says={`${says} · ${level}`} sql={sql} isOpen={answer.passes.length === 1} />
        </div>
      ))}
      <p className="note">The same in a terminal:</p>
      <Sql says="command line" sql={commandOf(question)} isOpen />
    </Section>
  )
}
