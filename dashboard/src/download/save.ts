import { csvText, type CsvTable } from './csv.js'

/** Hands a file to the browser. */
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 10_000)
}

/** Hands a table to the browser as CSV. */
export function saveCsv(name: string, table: CsvTable): void {
  save(`${fileName(name)}.csv`, new Blob(['\uFEFF', csvText(table)], { type: 'text/csv;charset=utf-8' }))
}

/** Hands a picture to the browser when it is painted. */
export async function savePicture(name: string, picture: Promise<Blob>): Promise<void> {
  save(`${fileName(name)}.png`, await picture)
}

/** A name that every file system takes. */
export function fileName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
}
