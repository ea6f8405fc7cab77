#!/usr/bin/env bash
# @duckdb/node-api 1.5.6-r.1: `skip` of read_csv counts quoted records, not lines, also above the header.
#
# Behaviour: bank and shop exports have some lines of text above their header, and `skip = N` leaves N of them out. Where
# one of those lines has a lone quotation mark, the reader takes everything up to the next mark for one field: the header
# and rows are swallowed with it. With the columns declared (auto_detect = false) the result has no row and no error; with
# detection the file is refused.
# A good guess is wrong: the lines that are left out are no CSV, so their marks should not count, as in pandas
# (skiprows) or `tail -n +4`.
# Who is hurt: whoever loads exports with a preamble. A customer's name in inches, or a stray mark, empties a month.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @duckdb/node-api@1.5.6-r.1 >/dev/null
printf 'Bank\n\nAccount 5\na;b\n1;"x"\n' >plain.csv
printf 'Bank;"\n\nAccount 5\na;b\n1;"x"\n' >mark.csv
cat >try.mjs <<'JS'
import { DuckDBInstance, version } from '@duckdb/node-api'

const connection = await (await DuckDBInstance.create(':memory:')).connect()
const rowsOf = async (file) => {
  const read = `SELECT count(*)::INTEGER AS n FROM read_csv('${file}', skip = 3, delim = ';', header = true, quote = '"', auto_detect = false, columns = {a: 'VARCHAR', b: 'VARCHAR'})`
  try {
    return (await connection.runAndReadAll(read)).getRows()[0][0]
  } catch (error) {
    return `error: ${error.message.split('\n')[0]}`
  }
}
const [plain, mark] = [await rowsOf('plain.csv'), await rowsOf('mark.csv')]
console.log(`@duckdb/node-api, DuckDB ${version()}`)
console.log('rows below three lines of text:', plain)
console.log('the same with a lone mark in the first of them:', mark)
const isAsFound = plain === 1 && mark === 0
console.log(isAsFound ? 'As found: no row is read, and nothing is said.' : 'CHANGED')
process.exit(isAsFound ? 0 : 1)
JS
node try.mjs
