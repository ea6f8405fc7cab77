import type { LoadedProject } from '../../project/loaded-project.js'
import type { Figure, PresenceLeaf } from '../../measures/leaf.js'
import type { Permission } from '../../project/access.js'
import type { Filter } from '../../queries/question.js'

/** What an asker sees. */
export interface View {
  /** null where the project declares no roles: everything is seen. */
  readonly role: string | null
  /** The project as if it declared only what the role may read, so that no name of another thing is known. */
  readonly loaded: LoadedProject
  /** Conditions that are added to every question: the only rows that exist for the asker. */
  readonly rows: readonly Filter[]
  /** Metrics that the role names and its rows cannot be told of, each with the dimension that it lacks. */
  readonly withheld: ReadonlyMap<string, string>
  /** Whether one of the metrics that are seen counts this figure of an activity's members. */
  readonly counts: (figure: Figure, of: Pick<PresenceLeaf, 'of' | 'identity'>) => boolean
  readonly may: ReadonlySet<Permission>
}

/** Who asks. */
export interface Asker {
  /** The key's or token's name, for the log and the audit trail. */
  readonly name: string
  readonly view: View
}
