#!/usr/bin/env bash
# chdb 3.4.0 (through @clickhouse/client 1.23.1): what a failed query had begun to write comes back with the next result.
#
# Behaviour: a query in the format JSONCompactEachRowWithNamesAndTypes that fails while it runs rejects its promise, as
# it should. The two header lines that it had begun to write stay behind, and stand before the rows of the next query,
# whatever that asks.
# A good guess is wrong: over HTTP each response has a body of its own, and a rejected promise leaves nothing behind. In
# process both queries share one output.
# Who is hurt: whoever keeps one connection to the engine in process, and goes on after an error. The next reader takes
# the names and types of the failed query for those of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund chdb@3.4.0 @clickhouse/client@1.23.1 >/dev/null
cat >try.cjs <<'JS'
const { createClient } = require('@clickhouse/client')
const { createChdbConnection } = require('chdb/connection')
const { version } = require('chdb/package.json')

const client = createClient({ connection: createChdbConnection({ path: ':memory:' }) })
const format = 'JSONCompactEachRowWithNamesAndTypes'
const text = async (query) => (await client.query({ query, format })).text()

async function main() {
  const alone = await text("SELECT 'x' AS mine")
  const failed = await text('SELECT throwIf(number = 3) AS other FROM numbers(10)').then(
    () => 'no error',
    () => 'rejected',
  )
  const after = await text("SELECT 'x' AS mine")
  const third = await text("SELECT 'x' AS mine")
  console.log(`chdb ${version}`)
  console.log('the failing query:', failed)
  console.log('before it:', JSON.stringify(alone))
  console.log('after it: ', JSON.stringify(after))
  console.log('the one after that:', JSON.stringify(third))
  const isAsFound = failed === 'rejected' && after !== alone && after.includes('other') && third === alone
  console.log(isAsFound ? 'As found: the next result begins with the header of the failed query.' : 'CHANGED')
  process.exit(isAsFound ? 0 : 1)
}
main()
JS
node try.cjs
