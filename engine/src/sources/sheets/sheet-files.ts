import { fileURLToPath } from 'node:url'
import { Tinypool } from 'tinypool'
import { Refusal } from '../../errors.js'
import { closestName } from '../../names/closest-name.js'
import { readPath, type PlacedFile } from '../placed-source.js'
import { keptCopies } from '../plain/kept-copies.js'
import { systemRefusal } from '../read-refusal.js'
import type { Source } from '../source.js'
import copySheet, { type SheetCopied, type SheetWanted } from './copy-sheet.js'

/** From so many bytes on a workbook is read in a thread. */
const largeWorkbook = 1 << 20

/**
 * A workbook with one of its sheets copied to where DuckDB can read it.
 *
 * @throws Refusal `unknown-sheet`, `file-malformed`, `file-changed`, `file-not-opened`
 */
export async function sheetFile(source: Source, file: PlacedFile): Promise<PlacedFile> {
  const { path, mark } = file
  const wanted: Omit<SheetWanted, 'to'> = {
    path: readPath(file),
    sheet: source.sheet,
    range: source.range,
    headerRow: source.headerRow,
    hasHeader: source.hasHeader ?? true,
    comment: [source.comment ?? []].flat(),
    footer: [source.footer ?? []].flat(),
    footerLines: source.footerLines ?? 0,
  }
  const at = { source: source.name, path }
  const { path: read, told: head } = await keptCopies.copyOf(
    { path, mark, how: JSON.stringify({ ...wanted, path }), ending: '.csv' },
    async (to) => {
      const copied = await copyWhere({ ...wanted, to }, file.bytes).catch((thrown: unknown) => {
        throw systemRefusal(thrown, at)
      })
      if (copied.is !== 'copied') throw refusalOf(copied, { ...at, sheet: source.sheet })
      return copied.head
    },
  )
  return { ...file, read, head }
}

/** Not where this runs as TypeScript, which a thread could not load. */
async function copyWhere(wanted: SheetWanted, bytes: number): Promise<SheetCopied> {
  if (bytes < largeWorkbook || import.meta.url.endsWith('.ts')) return copySheet(wanted)
  const filename = fileURLToPath(new URL('./copy-sheet.js', import.meta.url))
  const pool = new Tinypool({ filename, minThreads: 1, maxThreads: 1 })
  try {
    return (await pool.run(wanted)) as SheetCopied
  } finally {
    await pool.destroy()
  }
}

function refusalOf(
  copied: Exclude<SheetCopied, { readonly is: 'copied' }>,
  { sheet, ...at }: { readonly source: string; readonly path: string; readonly sheet: string | undefined },
): Refusal {
  if (copied.is === 'malformed')
    return new Refusal('file-malformed', { ...at, line: undefined, problem: copied.problem })
  if (copied.is === 'behind-footer') {
    const problem = `row ${String(copied.row)} of the sheet "${copied.sheet}" stands behind the footer, and begins as no row of \`footer\` does.`
    return new Refusal('file-malformed', { ...at, line: undefined, problem })
  }
  const { sheets } = copied
  const closest = sheet === undefined ? undefined : closestName(sheet, sheets)
  return new Refusal('unknown-sheet', { ...at, sheet, sheets, closest })
}
