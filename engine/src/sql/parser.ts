import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type * as Sdk from '@polyglot-sql/sdk'
import * as manual from '@polyglot-sql/sdk/manual'

type Manual = typeof Sdk & { init: (from: { readonly wasmUrl: Uint8Array }) => Promise<void> }

// The package's own entry compiles its WebAssembly three times. This one does it once, and its types lack what it has.
const { ast, Dialect, init, parse } = manual as unknown as Manual
await init({
  wasmUrl: readFileSync(createRequire(import.meta.url).resolve('@polyglot-sql/sdk/polyglot_sql.wasm')),
})

/** A dialect as the parser names it. */
export type SdkDialect = Sdk.Dialect
export const SdkDialect = Dialect
export { ast, parse }
