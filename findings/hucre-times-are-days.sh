#!/usr/bin/env bash
# hucre 1.0.0: a cell that holds a time of day arrives as a moment of 1899, or of 1904 in workbooks of that system.
#
# Behaviour: a cell with 10:30 and the number format hh:mm is given as a Date of 1899-12-31 10:30 UTC. In a workbook with
# the 1904 date system the same cell is a Date of 1904-01-01 10:30 UTC. Nothing says that it has no date.
# A good guess is wrong: what is shown as 10:30 should come as a time, a fraction of a day, or at least the same value in
# both systems.
# Who is hurt: whoever takes each Date for a moment. Opening hours and shift starts become moments of 1899, and the same
# times of two workbooks lie four years apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund hucre@1.0.0 exceljs@4.4.0 >/dev/null
cat >try.mjs <<'JS'
import ExcelJS from 'exceljs'
import { readXlsx } from 'hucre'

const timeIn = async (date1904) => {
  const book = new ExcelJS.Workbook()
  book.properties.date1904 = date1904
  const cell = book.addWorksheet('shifts').getCell('A1')
  cell.value = 10.5 / 24
  cell.numFmt = 'hh:mm'
  const { sheets } = await readXlsx(new Uint8Array(await book.xlsx.writeBuffer()))
  const [[value]] = sheets[0].rows
  return value instanceof Date ? value.toISOString() : value
}
const [usual, mac] = [await timeIn(false), await timeIn(true)]
console.log('hucre 1.0.0, a cell with 10:30 in the format hh:mm')
console.log('1900 date system:', usual)
console.log('1904 date system:', mac)
const isAsFound = usual === '1899-12-31T10:30:00.000Z' && mac === '1904-01-01T10:30:00.000Z'
console.log(isAsFound ? 'As found: a time is a moment of another century.' : 'CHANGED')
process.exit(isAsFound ? 0 : 1)
JS
node try.mjs
