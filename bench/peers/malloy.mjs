// Malloy's figures of a board: see answering.mjs.
import { SingleConnectionRuntime } from '@malloydata/malloy'
import { DuckDBConnection } from '@malloydata/db-duckdb'
import { answering, ledgerFile, sums } from './answering.mjs'

const totals = Object.entries(sums).map(([name, column]) => `total_${name} is ${column}.sum()`)

/**
 * Days are givens, so that each query is compiled once: compiling takes Malloy some 10 ms. It has no bitwise aggregate:
 * in which ranges an account was active follows from its first and its last day, and a count of the days between.
 */
const model = `
##! experimental.givens
given:
  FROM_DAY :: date is @2026-01-01
  TO_DAY :: date is @2026-01-01
  EARLIER_DAY :: date is @2026-01-01
  BEFORE_DAY :: date is @2026-01-01

source: ledger is duckdb.table('ledger') extend {
  measure:
    pure_users is count(unique_code)
    ${totals.join('\n    ')}
}
source: asked is ledger extend { where: \`date\` >= $FROM_DAY and \`date\` <= $TO_DAY }
source: earlier is ledger extend { where: \`date\` >= $EARLIER_DAY and \`date\` < $FROM_DAY }

source: accounts is ledger -> {
  where: deposit_cases > 0 and \`date\` >= $BEFORE_DAY and \`date\` <= $TO_DAY
  group_by: userkey
  aggregate:
    first_day is min(first_day)
    first_seen is min(\`date\`)
    last_seen is max(\`date\`)
    between is count() { where: \`date\` >= $EARLIER_DAY and \`date\` < $FROM_DAY }
}

query: cohorts is accounts -> {
  aggregate:
    activeMembers is count() { where: last_seen >= $FROM_DAY }
    newMembers is count() { where: last_seen >= $FROM_DAY and first_day >= $FROM_DAY }
    retainedMembers is count() { where: last_seen >= $FROM_DAY and between > 0 }
    churnedMembers is count() { where: last_seen < $FROM_DAY and between > 0 }
    reactivatedMembers is count() { where: last_seen >= $FROM_DAY and between = 0 and first_day < $FROM_DAY }
    earlier_activeMembers is count() { where: between > 0 }
    earlier_newMembers is count() { where: between > 0 and first_day >= $EARLIER_DAY }
    earlier_retainedMembers is count() { where: between > 0 and first_seen < $EARLIER_DAY }
    earlier_churnedMembers is count() { where: between = 0 and first_seen < $EARLIER_DAY }
    earlier_reactivatedMembers is count() {
      where: between > 0 and first_seen >= $EARLIER_DAY and first_day < $EARLIER_DAY
    }
}
${['asked', 'earlier']
  .map((range) => {
    const named = Object.keys(sums).map((name) => `${range}_${name} is total_${name}`)
    return `
query: ${range}_sums is ${range} -> { aggregate: ${named.join(', ')} }
query: ${range}_people is ${range} -> { where: deposit_cases > 0 aggregate: ${range}_pureUsers is pure_users }`
  })
  .join('\n')}
`

const connection = new DuckDBConnection({
  name: 'duckdb',
  databasePath: ledgerFile,
  readOnly: true,
  // Otherwise it looks for an extension on the network.
  enableExternalAccess: false,
})
const loaded = new SingleConnectionRuntime({ connection }).loadModel(model)
const queries = ['cohorts', 'asked_sums', 'earlier_sums', 'asked_people', 'earlier_people'].map((name) =>
  loaded.loadQueryByName(name),
)

await answering(async ({ from, to, earlier, before }) => {
  const givens = { FROM_DAY: from, TO_DAY: to, EARLIER_DAY: earlier, BEFORE_DAY: before }
  const figures = {}
  for (const query of queries) {
    const [row] = (await query.run({ givens })).data.toObject()
    for (const [name, value] of Object.entries(row)) figures[name.replace(/^asked_/, '')] = value
  }
  return figures
})
