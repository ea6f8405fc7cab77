import type { YearOfNodes } from './affected-nodes.js'
import { nodeGrains, nodeNumber, type CalendarNode, type CalendarNodes } from './calendar-nodes.js'

/** One node of a year, in the order in which they are made: after all of its parts, and after the days before it. */
export interface YearStep {
  readonly node: CalendarNode
  /** Where it stands among the grains. */
  readonly grain: number
  /** Where its members come from: days from the rows of the warehouse, other nodes that are not renewed from their sets. */
  readonly from: 'rows' | 'parts' | 'stored'
  readonly isRenewed: boolean
  /** The grains of the renewed nodes that it is a part of. */
  readonly into: readonly number[]
}

/** The steps in which a year's nodes are renewed. */
export function stepsOf({ byGrain }: YearOfNodes, nodes: CalendarNodes): readonly YearStep[] {
  const renewed = new Set(byGrain.flat().map(nodeNumber))
  const steps = new Map<number, CalendarNode>()
  const into = new Map<number, number[]>()
  byGrain.forEach((some, grain) => {
    for (const node of some) {
      steps.set(nodeNumber(node), node)
      if (grain === 0) continue
      for (const part of nodes.partsOf(node)) {
        const number = nodeNumber(part)
        steps.set(number, part)
        into.set(number, [...(into.get(number) ?? []), grain])
      }
    }
  })
  return [...steps]
    .map(([number, node]): YearStep => {
      const grain = nodeGrains.indexOf(node.grain)
      const isRenewed = renewed.has(number)
      const from = grain === 0 ? 'rows' : isRenewed ? 'parts' : 'stored'
      return { node, grain, from, isRenewed, into: into.get(number) ?? [] }
    })
    .toSorted((one, other) => one.node.last - other.node.last || one.grain - other.grain)
}
