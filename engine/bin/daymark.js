#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// SQL is read by WebAssembly. To optimise it, or to check what is never called, takes longer than all that is read.
setFlagsFromString('--liftoff-only')
setFlagsFromString('--wasm-lazy-validation')

const { main } = await import('../dist/cli/main.js')
process.exitCode = await main(process.argv.slice(2))
