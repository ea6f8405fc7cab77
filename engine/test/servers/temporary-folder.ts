import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Gives the whole test run a temporary folder of its own, so that nothing is left when it ends or is ended. */
export default function useTemporaryFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'daymark-tests-'))
  // The PostgreSQL server runs as a user of its own and has its folder in here.
  chmodSync(folder, 0o755)
  process.env['TMPDIR'] = folder
  process.env['XDG_CACHE_HOME'] = join(folder, 'cache')
  return () => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
