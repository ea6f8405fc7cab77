import type { LoadedProject } from '../../project/loaded-project.js'
import type { Filter } from '../../queries/question.js'

/** What a role may do beside reading boards, metrics and plans. */
export const permissions = ['list-members', 'set-targets', 'build', 'explain'] as const

export type Permission = (typeof permissions)[number]

/** What an asker sees. */
export interface View {
  /** null where the project declares no roles: everything is seen. */
  readonly role: string | null
  /** The project as if it declared only what the role may read, so that no name of another thing is known. */
  readonly loaded: LoadedProject
  /** Conditions that are added to every question: the only rows that exist for the asker. */
  readonly rows: readonly Filter[]
  readonly may: ReadonlySet<Permission>
}

/** Who asks. */
export interface Asker {
  /** The key's or token's name, for the log and the audit trail. */
  readonly name: string
  readonly view: View
}

/** The view of whoever may see and do everything. */
export function wholeView(loaded: LoadedProject): View {
  return { role: null, loaded, rows: [], may: new Set(permissions) }
}
