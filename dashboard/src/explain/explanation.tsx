import { createContext, useContext, type ReactNode } from 'react'
import type { Question } from '../api/answers.js'
import type { PlanAsked } from '../api/asked.js'
import type { Figure } from '../numbers/figure.js'
import type { Format } from '../numbers/format.js'

/** One figure of a question: a metric in one row. */
export interface AskedFigure {
  readonly kind: 'asked'
  readonly title: string
  readonly question: Question
  readonly metric: string
}

/** A figure that a page has from elsewhere, with what it was worked out from. */
export interface StatedFigure {
  readonly kind: 'stated'
  readonly title: string
  readonly value: string
  readonly formula: string
  readonly facts: readonly { readonly says: string; readonly value: string }[]
  readonly sql?: readonly string[]
  /** The question behind it, where there is one. */
  readonly question?: Question
  /** The plan that says it, where one does. */
  readonly plan?: AskedPlan
}

/** A plan's month, as it is asked for. */
export interface AskedPlan {
  readonly name: string
  readonly question: PlanAsked
}

/** One figure of a plan's pace, by its name; what it is worked out from is asked for when it is opened. */
export interface PaceOfPlan {
  readonly kind: 'pace'
  readonly title: string
  readonly figure: string
  readonly plan: AskedPlan
}

export type Explained = AskedFigure | StatedFigure | PaceOfPlan

export const ExplainContext = createContext<(figure: Explained) => void>(() => undefined)

/** Opens how a figure came about. */
export function useExplain(): (figure: Explained) => void {
  return useContext(ExplainContext)
}

interface ExplainButtonProps {
  readonly figure: Explained
  readonly children: ReactNode
  readonly className: string
}

/** What opens how a figure came about, however it looks. */
export function ExplainButton({ figure, children, className }: ExplainButtonProps) {
  const explain = useExplain()
  return (
    <button
      type="button"
      className={className}
      aria-haspopup="dialog"
      title="How it came about"
      onClick={() => {
        explain(figure)
      }}
    >
      {children}
    </button>
  )
}

interface FigureButtonProps {
  readonly figure: Explained
  readonly children: string
  readonly className?: string
}

/** A figure that opens how it came about. */
export function FigureButton({ figure, children, className }: FigureButtonProps) {
  return (
    <ExplainButton figure={figure} className={`figure ${className ?? ''}`}>
      {children}
    </ExplainButton>
  )
}

/** A figure with its format. */
export interface Formatted {
  readonly value: Figure | null
  readonly format: Format
}
