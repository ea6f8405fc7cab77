import type { Api } from '../api.js'
import { docsPage } from '../docs-page.js'
import { engineVersion } from '../version.js'

/** The document of all routes that were added before. */
export function openApiDocument(api: Api): ReturnType<Api['getOpenAPI31Document']> {
  api.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of `daymark keys create`, or a token of the identity provider.',
  })
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Daymark',
      version: engineVersion(),
      description:
        'Exact figures of a project: questions, boards, plans, the members behind a number, targets and builds. Figures are decimals with all their digits.',
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ key: [] }, {}],
  })
}

/** `GET /openapi.json`, `GET /docs` */
export function openApiRoutes(api: Api): void {
  const document = openApiDocument(api)
  const page = docsPage(document)
  api.get('/openapi.json', (c) => c.json(document))
  api.get('/docs', (c) => c.html(page))
}
