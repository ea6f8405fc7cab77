#!/usr/bin/env bash
# hucre 1.0.0: the rows of a sheet give a formula without a stored value as null, as they give an empty cell.
#
# Behaviour: programs that write workbooks without calculating them (openpyxl, exceljs, many report servers) leave out the
# value of a formula; Excel works it out when the file is opened. `rows` of readXlsx and streamXlsxRows give null for such
# a cell, and the text '#N/A' for an error. Only the map `cells` of readXlsx says that the one is a formula and the other
# an error; the streaming reader has no such map.
# A good guess is wrong: a cell that shows an amount in Excel is not empty, so a reader that says nothing has read it.
# Who is hurt: whoever loads report workbooks by the streaming reader. A column of sums is loaded as empty, without a word.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hucre@1.0.0 exceljs@4.4.0 >/dev/null
cat >try.mjs <<'JS'
import ExcelJS from 'exceljs'
import { readXlsx, streamXlsxRows } from 'hucre'

const book = new ExcelJS.Workbook()
const sheet = book.addWorksheet('sales')
sheet.getCell('A1').value = { formula: '20+22' }
sheet.getCell('B1').value = { error: '#N/A' }
sheet.getCell('D1').value = 'end'
const bytes = new Uint8Array(await book.xlsx.writeBuffer())
const [read] = (await readXlsx(bytes)).sheets
const streamed = []
for await (const { values } of streamXlsxRows(bytes)) streamed.push(values)
const kinds = [...read.cells.values()].map(({ type }) => type)
console.log('hucre 1.0.0, a row of a formula, an error, an empty cell and a text')
console.log('rows of readXlsx:  ', JSON.stringify(read.rows[0]))
console.log('streamXlsxRows:    ', JSON.stringify(streamed[0]))
console.log('cells of readXlsx: ', JSON.stringify(kinds))
const expected = JSON.stringify([null, '#N/A', null, 'end'])
const isAsFound =
  JSON.stringify(read.rows[0]) === expected &&
  JSON.stringify(streamed[0]) === expected &&
  JSON.stringify(kinds) === '["formula","error"]'
console.log(isAsFound ? 'As found: the formula cannot be told from the empty cell by the rows.' : 'CHANGED')
process.exit(isAsFound ? 0 : 1)
JS
node try.mjs
