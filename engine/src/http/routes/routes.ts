import type { Api } from '../api.js'
import type { Service } from '../service.js'
import { askRoute } from './ask.js'
import { boardRoute } from './board.js'
import { buildRoutes } from './builds.js'
import { explainRoute } from './explain.js'
import { healthRoutes } from './health.js'
import { membersRoute } from './members.js'
import { metaRoute } from './meta.js'
import { metricsRoute } from './metrics.js'
import { planRoutes } from './plan.js'
import { reconciliationsRoute } from './reconciliations.js'
import { retentionRoute } from './retention.js'
import { targetRoutes } from './targets.js'

/** Every route that is documented, in the order of its document. */
export const routes: readonly ((api: Api, service: Service) => void)[] = [
  metaRoute,
  askRoute,
  boardRoute,
  planRoutes,
  explainRoute,
  retentionRoute,
  reconciliationsRoute,
  membersRoute,
  targetRoutes,
  buildRoutes,
  healthRoutes,
  metricsRoute,
]
