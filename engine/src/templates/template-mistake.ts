/** A template's text, and its file from the project's folder. */
export interface Template {
  readonly path: string
  readonly text: string
}

/** An offset in a template. */
export interface TemplateSpot {
  readonly template: Template
  readonly at: number
}

/** What is wrong with a template, as a sentence. */
export class TemplateMistake extends Error {
  constructor(
    problem: string,
    /** Where it stands; undefined until what evaluates the template adds it. */
    readonly spot?: TemplateSpot,
    /** A name that is not known, and those that are. */
    readonly ref?: {
      readonly name: string
      readonly closest: string | undefined
      readonly known: readonly string[]
    },
  ) {
    super(problem)
    this.name = 'TemplateMistake'
  }

  /** The same mistake at a place, where it has none. */
  at(spot: TemplateSpot): TemplateMistake {
    return this.spot === undefined ? new TemplateMistake(this.message, spot, this.ref) : this
  }
}
