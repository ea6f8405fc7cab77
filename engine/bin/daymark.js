#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// SQL is read by WebAssembly. To optimise that takes more time than all that is read, and twice the memory.
setFlagsFromString('--liftoff-only')

const { main } = await import('../dist/cli/main.js')
process.exitCode = await main(process.argv.slice(2))
