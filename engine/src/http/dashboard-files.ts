import { serveStatic } from '@hono/node-server/serve-static'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Api } from './api.js'

/** Where the built dashboard may lie: in the package, or beside it in the repository. */
const folders = ['../dashboard', '../../../dashboard/dist'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)

/** The folder of the built dashboard; undefined where it is not built. */
export function builtDashboard(): string | undefined {
  return folders.find((folder) => existsSync(join(folder, 'index.html')))
}

/** Paths that are the API's own, where no page is. */
const apiPaths = /^\/(v1|openapi\.json|docs|livez|readyz|metrics)(\/|$)/

/** Serves the dashboard's files; any other path that is not the API's is its page, which finds its own way. */
export function dashboardFiles(api: Api, folder: string | undefined): void {
  if (folder === undefined) return
  const file = serveStatic({
    root: folder,
    onFound: (path, c) => {
      const isNamedByContent = path.includes('/assets/')
      c.header('cache-control', isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  const page = serveStatic({
    root: folder,
    path: 'index.html',
    onFound: (_path, c) => {
      c.header('cache-control', 'no-cache')
    },
  })
  api.get('*', (c, next) => (apiPaths.test(c.req.path) ? next() : file(c, next)))
  api.get('*', (c, next) => (apiPaths.test(c.req.path) ? next() : page(c, next)))
}
