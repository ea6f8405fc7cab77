import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateBusiness, type Generating } from './generated/generate-business.js'

const usage = 'npm run generate -- [--scale N] [--out DIR] [--seed S]'

/** What the command line asks for; an Error says what is wrong with it, as a sentence. */
function askedFor(args: string[]): Generating {
  const { values } = parseArgs({
    args,
    options: {
      scale: { type: 'string', default: '0.1' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
    },
  })
  const { scale, seed, out } = values
  if (!/^\d+(\.\d+)?$/.test(scale) || Number(scale) < 0.0005 || Number(scale) > 100) {
    throw new Error(`The scale is a number from 0.0005 to 100, where 1 is 5 million rows; "${scale}" is not.`)
  }
  if (!/^\d{1,9}$/.test(seed)) {
    throw new Error(`The seed is a whole number of at most nine digits; "${seed}" is not.`)
  }
  if (out === '') throw new Error('The folder to write to has no name; leave --out away for `data`.')
  const here = dirname(fileURLToPath(import.meta.url))
  // npm runs scripts in the package's own folder, and says where it was called from.
  const calledFrom = process.env['INIT_CWD'] ?? process.cwd()
  return {
    scale: Number(scale),
    seed: Number(seed),
    folder: out === undefined ? join(here, 'data') : resolve(calledFrom, out),
  }
}

function read(): Generating {
  try {
    return askedFor(process.argv.slice(2))
  } catch (refused) {
    console.error(`${refused instanceof Error ? refused.message : String(refused)}\n${usage}`)
    process.exit(2)
  }
}

const generating = read()
const { ledgerRows, accounts } = await generateBusiness(generating)
const [rows, people] = [ledgerRows.toLocaleString('en'), accounts.toLocaleString('en')]
console.error(
  `Wrote blue_whale_myr (${rows} rows of ${people} accounts), new_register and bp_target to ${generating.folder}.`,
)
