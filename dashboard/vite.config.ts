import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const served = fileURLToPath(new URL('../engine/dist/dashboard', import.meta.url))

/** The pages are built into the engine's package; while working on them, the API is another process. */
export default defineConfig({
  build: {
    outDir: served,
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/v1': process.env['DAYMARK_API'] ?? 'http://127.0.0.1:4477' } },
})
