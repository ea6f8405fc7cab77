import type { Api } from '../api.js'
import type { Service } from '../service.js'
import { askRoute } from './ask.js'
import { boardRoute } from './board.js'
import { metaRoute } from './meta.js'
import { planRoute } from './plan.js'

/** Every route that is documented, in the order of its document. */
export const routes: readonly ((api: Api, service: Service) => void)[] = [
  metaRoute,
  askRoute,
  boardRoute,
  planRoute,
]
