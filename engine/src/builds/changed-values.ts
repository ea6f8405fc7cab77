import { createHash } from 'node:crypto'
import type { ChangedRelation } from '../models/model.js'
import { call, join, name, sql, stored, type, type Sql } from '../sql/sql.js'
import type { Column, StoredTable } from '../sql/stored-table.js'
import type { WriteSession } from '../warehouses/warehouse.js'

/** A source or a model, and its columns as they are now. */
export interface FollowedRows {
  readonly is: 'source' | 'model'
  readonly name: string
  readonly columns: readonly Column[]
}

/** Columns of a source or a model: which of their values stand in rows that changed, an incremental model asks. */
interface FollowedColumns {
  /** Tells them from all others. */
  readonly key: string
  readonly columns: readonly Column[]
  readonly every: readonly Column[]
}

/**
 * Finds the values that columns have in rows that were added, changed or removed. Rows are marked for each combination
 * of values by how many there are and a sum that stands for their content; where the marks of before and of now differ,
 * the values changed.
 */
export class ChangedValues {
  readonly #changed = new Map<string, StoredTable>()

  readonly #followed: readonly ChangedRelation[]

  /** @param followed what the project's models follow */
  constructor(
    private readonly session: WriteSession,
    followed: readonly ChangedRelation[],
  ) {
    this.#followed = [...new Map(followed.map((relation) => [keyOf(relation), relation])).values()]
  }

  /** Where the changed values of a relation stand; undefined where none of its rows changed. */
  tableOf(relation: ChangedRelation): StoredTable | undefined {
    return this.#changed.get(keyOf(relation))
  }

  isFollowed({ is, name: wanted }: Pick<FollowedRows, 'is' | 'name'>): boolean {
    return this.#followed.some(({ of }) => of.is === is && of.name === wanted)
  }

  /** Compares rows as they are before something is done with rows as they are after it. */
  async during<T>(
    rows: FollowedRows,
    {
      before,
      work,
      after,
    }: {
      readonly before: Sql | undefined
      readonly work: () => Promise<T>
      readonly after: () => Sql | undefined
    },
  ): Promise<T> {
    const followed = this.#of(rows)
    for (const each of followed) await this.#mark(each, { into: marksBefore(each), rows: before })
    const done = await work()
    for (const each of followed) {
      await this.#compare(each, { before: marksBefore(each), rows: after() })
      await this.session.drop(marksBefore(each))
    }
    return done
  }

  /** Marks rows for a later build to compare its own with. */
  async keep(followed: FollowedRows, rows: Sql): Promise<void> {
    for (const each of this.#of(followed)) await this.#mark(each, { into: keptMarks(each), rows })
  }

  /** Whether marks were kept of all that is followed. */
  async isKept(followed: FollowedRows): Promise<boolean> {
    for (const each of this.#of(followed)) if (!(await this.session.has(keptMarks(each)))) return false
    return true
  }

  /** Compares rows with the marks that were kept, and keeps theirs. */
  async renew(followed: FollowedRows, rows: Sql): Promise<void> {
    for (const each of this.#of(followed)) {
      await this.#compare(each, { before: keptMarks(each), rows })
      await this.#mark(each, { into: keptMarks(each), rows })
    }
  }

  /** Removes what stood in the warehouse for this build only. */
  async forget(): Promise<void> {
    for (const table of this.#changed.values()) await this.session.drop(table)
  }

  #of({ columns, ...rows }: FollowedRows): readonly FollowedColumns[] {
    return this.#followed
      .filter(({ of }) => of.is === rows.is && of.name === rows.name)
      .map((relation) => ({
        key: keyOf(relation),
        columns: relation.columns.flatMap((wanted) => {
          const exact = columns.find((column) => column.name === wanted)
          const found = exact ?? columns.find((column) => column.name.toLowerCase() === wanted.toLowerCase())
          return found === undefined ? [] : [{ ...found, nullable: true }]
        }),
        every: columns,
      }))
  }

  async #mark(
    followed: FollowedColumns,
    { into, rows }: { readonly into: StoredTable; readonly rows: Sql | undefined },
  ): Promise<void> {
    await this.session.create(into)
    if (rows !== undefined) await this.session.insert(into, marksOf(followed, rows))
  }

  async #compare(
    followed: FollowedColumns,
    { before, rows }: { readonly before: StoredTable; readonly rows: Sql | undefined },
  ): Promise<void> {
    const changed = changedTable(followed)
    const columns = join(followed.columns.map((column) => name(column.name)))
    const sides = [
      sql`SELECT * FROM ${stored(before)}`,
      ...(rows === undefined
        ? []
        : [
            sql`SELECT ${columns}, -row_count AS row_count, -content AS content FROM (${marksOf(followed, rows)}) AS now_marked`,
          ]),
    ]
    await this.session.create(changed)
    await this.session.insert(
      changed,
      sql`SELECT ${columns} FROM (${join(sides, ' UNION ALL ')}) AS both_sides
GROUP BY ${columns} HAVING sum(row_count) <> 0 OR sum(content) <> 0`,
    )
    this.#changed.set(followed.key, changed)
  }
}

function keyOf({ of, columns }: ChangedRelation): string {
  return createHash('sha256')
    .update(JSON.stringify([of.is, of.name, columns]))
    .digest('hex')
    .slice(0, 16)
}

function changedTable({ key, columns }: FollowedColumns): StoredTable {
  return { name: `changed_values_${key}`, columns, order: [] }
}

function marksBefore(followed: FollowedColumns): StoredTable {
  return { ...keptMarks(followed), name: `before_values_${followed.key}` }
}

function keptMarks({ key, columns }: FollowedColumns): StoredTable {
  const marks = [
    { name: 'row_count', type: 'integer', nullable: false },
    { name: 'content', type: 'decimal(38,0)', nullable: false },
  ] as const
  return { name: `marks_values_${key}`, columns: [...columns, ...marks], order: [] }
}

function marksOf({ columns, every }: FollowedColumns, rows: Sql): Sql {
  const by = join(columns.map((column) => name(column.name)))
  const hash = call('rowHash', ...every.map((column) => name(column.name)))
  return sql`SELECT ${by}, count(*) AS row_count, CAST(sum(content) AS ${type('decimal(38,0)')}) AS content
FROM (SELECT ${by}, ${hash} AS content FROM ${rows} AS followed) AS marked
GROUP BY ${by}`
}
