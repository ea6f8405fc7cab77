import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the server tells of itself to Prometheus. */
export interface Measurements {
  readonly registry: Registry
  readonly requests: Histogram<'method' | 'route' | 'status'>
  readonly lookUps: Counter<'found'>
  readonly builds: Counter<'state'>
}

/** Counters of one server. */
export function measurements({ isBuilding }: { readonly isBuilding: () => boolean }): Measurements {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  new Gauge({
    name: 'daymark_building',
    help: 'Whether a build is under way',
    registers,
    collect() {
      this.set(isBuilding() ? 1 : 0)
    },
  })
  return {
    registry,
    requests: new Histogram({
      name: 'daymark_request_seconds',
      help: 'How long requests took',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    lookUps: new Counter({
      name: 'daymark_answers_total',
      help: 'Answers, by whether they were at hand',
      labelNames: ['found'],
      registers,
    }),
    builds: new Counter({
      name: 'daymark_builds_total',
      help: 'Builds that ended, by how',
      labelNames: ['state'],
      registers,
    }),
  }
}
