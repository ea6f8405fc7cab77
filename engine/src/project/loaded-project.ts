import type { Written } from '../sql/expression.js'
import type { Models } from '../models/models-of.js'
import type { Layout } from './layout.js'
import type { Project } from './project.js'

/** A project as it was loaded: its declarations, the parameters in force, and what it needs kept. */
export interface LoadedProject {
  readonly project: Project
  /** The project's folder, absolute. */
  readonly directory: string
  /** The file that declares it, absolute. */
  readonly file: string
  /** The file's text, for pointing at what is wrong in it. */
  readonly text: string
  readonly parameters: Readonly<Record<string, string>>
  readonly written: Written
  readonly layout: Layout
  /** The SQL models in the project's folder, and what is wrong with them. */
  readonly models: Models
}
