import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { Template } from '../templates/template-mistake.js'
import type { ModelFile } from './model.js'

/**
 * The models of a project: every `.sql` file in its folder `models`, whatever the depth, in order of their paths.
 * A project without that folder has none.
 *
 * @example
 * readModelFiles('examples/wallet') // [{ name: 'kpay_cust_dau_count', path: 'models/kpay_cust_dau_count.sql', … }]
 */
export function readModelFiles(directory: string): readonly ModelFile[] {
  return readSqlFiles(directory, 'models').map((file) => ({ name: basename(file.path, '.sql'), ...file }))
}

/** The files of a project's folder `macros`, whose macros every model may call. */
export function readMacroFiles(directory: string): readonly Template[] {
  return readSqlFiles(directory, 'macros')
}

function readSqlFiles(directory: string, folder: string): readonly Template[] {
  if (!existsSync(join(directory, folder))) return []
  return readdirSync(join(directory, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .sort()
    .map((path) => ({
      path: [folder, ...path.split(sep)].join('/'),
      text: readFileSync(join(directory, folder, path), 'utf8')
        .replace(/^\uFEFF/, '')
        .replaceAll(/\r\n?/g, '\n'),
    }))
}
