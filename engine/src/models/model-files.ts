import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join, sep } from 'node:path'
import type { ModelFile } from './model.js'

/**
 * The models of a project: every `.sql` file in its folder `models`, whatever the depth, in order of their paths.
 * A project without that folder has none.
 *
 * @example
 * readModelFiles('examples/wallet') // [{ name: 'kpay_cust_dau_count', path: 'models/kpay_cust_dau_count.sql', … }]
 */
export function readModelFiles(directory: string): readonly ModelFile[] {
  const folder = join(directory, 'models')
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.sql'))
    .sort()
    .map((path) => ({
      name: basename(path, '.sql'),
      path: ['models', ...path.split(sep)].join('/'),
      text: readFileSync(join(folder, path), 'utf8').replace(/^\uFEFF/, ''),
    }))
}
