import { dayNumber, type Day } from '../calendar/day.js'
import { nodeGrains, nodeNumber, type CalendarNode, type CalendarNodes } from './calendar-nodes.js'

/** The nodes that contain some days, and whose last days lie in one year; and those of the days themselves. */
export interface YearOfNodes {
  /** By grain, the shortest first; each in order. */
  readonly byGrain: readonly (readonly CalendarNode[])[]
}

/** The nodes that contain any of the days, year by year, so that sets of one year at a time are held. */
export function affectedNodes(days: readonly Day[], nodes: CalendarNodes): readonly YearOfNodes[] {
  const years = new Map<number, Map<number, CalendarNode>[]>()
  for (const day of days.map(dayNumber)) {
    nodeGrains.forEach((grain, at) => {
      const node = nodes.containing(day, grain)
      const year = nodes.containing(node.last, 'year').first
      const byGrain = years.get(year) ?? nodeGrains.map(() => new Map<number, CalendarNode>())
      byGrain[at]?.set(nodeNumber(node), node)
      years.set(year, byGrain)
    })
  }
  return [...years]
    .toSorted(([one], [other]) => one - other)
    .map(([, byGrain]) => ({
      byGrain: byGrain.map((found) => [...found.values()].toSorted((one, other) => one.first - other.first)),
    }))
}
