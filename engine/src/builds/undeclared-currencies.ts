import { Refusal } from '../errors.js'
import type { LoadedProject } from '../project/loaded-project.js'
import { currencySuspicions } from '../project/undeclared-currencies.js'
import { columnValues } from '../sources/column-values.js'
import { boundRows } from '../sources/source-rows.js'
import type { Dialect } from '../sql/print.js'
import type { ReadSession } from '../warehouses/warehouse.js'

/** What to say of sources whose column of currencies has several values, over which amounts are added up. */
export async function undeclaredCurrencies(
  session: ReadSession,
  { project, written }: LoadedProject,
  { dialect }: { readonly dialect: Dialect },
): Promise<readonly string[]> {
  const suspicions = currencySuspicions(project.metrics)
  const rowsOf = await boundRows(
    session,
    suspicions.map(({ source }) => source),
    { written, dialect },
  )
  const notices: string[] = []
  for (const { source, column, metrics } of suspicions) {
    const currencies = await columnValues(session, rowsOf(source), column)
    if (currencies.length < 2) continue
    const { message, fix } = new Refusal('undeclared-currency', {
      source: source.name,
      column,
      currencies,
      metrics,
    })
    notices.push(`${message} ${fix}`)
  }
  return notices
}
