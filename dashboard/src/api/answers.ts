import type { Format, Project } from 'daymark'
import type { Client } from 'daymark/client'

/** What the API answers, as its client declares it. */

type Answers = Client<Project>
type Sent<C extends keyof Answers> = Answers[C] extends (...given: never[]) => Promise<infer S> ? S : never

type SentMeta = Sent<'meta'>

export type MetaMetric = Omit<SentMeta['metrics'][number], 'format'> & { readonly format: Format }
export type Meta = Omit<SentMeta, 'metrics'> & { readonly metrics: readonly MetaMetric[] }
export type Question = Parameters<Answers['ask']>[0]
export type Filter = NonNullable<Question['where']>[number]
export type Answer = Sent<'ask'>
export type AnswerRow = Answer['total']
export type AnswerValue = AnswerRow['values'][string]
export type Explanation = Sent<'explain'>
export type BoardAnswer = Sent<'board'>
export type ChartAnswer = BoardAnswer['charts'][number]
export type PlanPace = BoardAnswer['plans'][number]
export type Target = NonNullable<BoardAnswer['cards'][number]['target']>
export type PlanReport = Sent<'plan'>
export type PlanExplanation = Sent<'explainPlan'>
export type PlanDay = PlanReport['days'][number]
export type PaceFigure = PlanReport['pace'][number]
export type Builds = Sent<'builds'>
export type BuildRun = Builds['runs'][number]
export type LedgerEntry = Builds['built'][number]
export type SourceContract = Builds['contracts'][number]
export type Reconciliation = Sent<'reconcile'>
export type RetentionGrid = Sent<'retention'>
