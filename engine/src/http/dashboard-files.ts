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

/** The first parts of the addresses of pages. */
const pages = /^\/(|(boards|active|plans|health)(\/.*)?)$/

/**
 * Serves the dashboard's files, and its page at every address of a page. At any other path the page says that there is
 * nothing, with the status 404; a program that does not ask for HTML is told so as of any other route.
 */
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
  api.get('*', async (c, next) => {
    if (pages.test(c.req.path)) return page(c, next)
    const isRead = c.req.header('accept')?.includes('text/html') === true
    if (apiPaths.test(c.req.path) || !isRead) return next()
    const shown = await page(c, next)
    return shown && new Response(shown.body, { status: 404, headers: shown.headers })
  })
}
