import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { generateWallet, type Generating } from './generated/generate-wallet.js'

const usage = 'npm run generate -- [--scale N] [--out DIR] [--seed S] [--null-links]'

/** What the command line asks for; an Error says what is wrong with it, as a sentence. */
function askedFor(args: string[]): Generating {
  const { values } = parseArgs({
    args,
    options: {
      scale: { type: 'string', default: '0.1' },
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'null-links': { type: 'boolean', default: false },
    },
  })
  const { scale, seed, out } = values
  if (!/^\d+(\.\d+)?$/.test(scale) || Number(scale) < 0.001 || Number(scale) > 100) {
    throw new Error(
      `The scale is a number from 0.001 to 100, where 1 is 100,000 customers; "${scale}" is not.`,
    )
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
    hasNullLinks: values['null-links'],
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

const { folder, rows } = await generateWallet(read())
const counts = Object.entries(rows).map(([table, count]) => `${count.toLocaleString('en')} of ${table}`)
console.error(`Wrote to ${folder}: ${counts.join(', ')}.`)
