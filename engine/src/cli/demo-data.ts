import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** Runs an example's generator, which writes made-up data of the real ones' shape into a folder. */
export async function generateData(example: string, out: string): Promise<void> {
  const jiti = join(createRequire(import.meta.url).resolve('jiti/package.json'), '../lib/jiti-cli.mjs')
  const args = [jiti, join(example, 'generate.ts'), '--out', out]
  const said = await new Promise<string | undefined>((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: example, stdio: ['ignore', 'ignore', 'pipe'] })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve(code === 0 ? undefined : errors)
    })
  })
  if (said !== undefined) throw new Error(`The example's data could not be generated: ${said.trim()}`)
}
