import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['engine/test/**/*.test.ts', 'dashboard/test/**/*.test.ts', 'examples/*/test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['engine/test/servers/temporary-folder.ts', 'engine/test/servers/postgres-server.ts'],
    // One process for each test file: ClickHouse's engine in process holds one data folder for a process's life.
    pool: 'forks',
    // As the command line is started: WebAssembly is not optimised in each of the processes.
    execArgv: ['--liftoff-only'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
})
