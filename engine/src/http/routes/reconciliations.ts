import { createRoute, z } from '@hono/zod-openapi'
import { reconciliationDocument } from '../../documents/reconciliation.js'
import { reconcile, type ReconcileRequest } from '../../queries/reconcile/reconcile.js'
import { stoppable } from '../../warehouses/stoppable.js'
import type { View } from '../access/asker.js'
import { sendDocument, type Api } from '../api.js'
import { Problem } from '../problem.js'
import { problems } from '../schemas/problem.js'
import { reconciliation, reconciliationRequest } from '../schemas/reconciliation.js'
import { figures, name } from '../schemas/text.js'
import type { Service } from '../service.js'
import { Slots } from '../slots.js'
import { askingOf } from '../within-view.js'

const route = createRoute({
  method: 'post',
  path: '/v1/reconciliations/{name}',
  operationId: 'reconcile',
  summary: 'How a reference compares with the metrics, row by row, every difference sorted by a cause',
  request: {
    params: z.object({ name }),
    query: z.strictObject({ figures }),
    body: { required: true, content: { 'application/json': { schema: reconciliationRequest } } },
  },
  responses: {
    200: {
      description: 'What each cause amounts to, and what is left unexplained.',
      content: { 'application/json': { schema: reconciliation } },
    },
    ...problems,
  },
})

/**
 * `POST /v1/reconciliations/:name`. What it finds is not kept, as a published table may change while the version of
 * the data stays; and one runs at a time, as each runs its model once for every cause.
 */
export function reconciliationsRoute(api: Api, service: Service): void {
  const slot = new Slots(1, 0)
  api.openapi(route, async (c) => {
    const { view } = c.get('asker')
    refuseSomeRows(view)
    const warehouse = stoppable(service.warehouse, c.get('signal'))
    const asked = c.req.valid('json') as Omit<ReconcileRequest, 'reference'>
    const request = { ...asked, reference: c.req.valid('param').name }
    const found = await slot.take(() => reconcile(request, { ...askingOf(view, service), warehouse }))
    return sendDocument(c, reconciliationDocument(found), c.req.valid('query').figures)
  })
}

/** A reference is compared over all rows, also those that such a role does not see. */
function refuseSomeRows({ rows, role }: View): void {
  if (rows.length === 0) return
  throw new Problem({
    status: 403,
    code: 'not-permitted',
    detail: `The role "${role ?? ''}" sees some rows only, and a reference is compared over all of them.`,
    fix: 'Ask with a key whose role sees all rows.',
  })
}
