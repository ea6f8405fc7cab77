import { callable } from './arguments.js'
import { areEqual } from './compare-values.js'
import { TemplateMistake } from './template-mistake.js'
import { Callable, Thing, Tuple, Undefined, type Value, foundOr } from './values.js'

/** Where a loop is, and how to run it again over other values. */
export interface LoopState {
  readonly values: readonly Value[]
  readonly depth: number
  index: number
  /** What `loop.changed` was last given. */
  last?: Value
  readonly again: ((values: Value) => string) | undefined
}

/** The `loop` of a loop's body. */
export function loopVariable(state: LoopState): Value {
  const { values, depth, index } = state
  const numbers: Readonly<Record<string, number>> = {
    index: index + 1,
    index0: index,
    revindex: values.length - index,
    revindex0: values.length - index - 1,
    length: values.length,
    depth: depth + 1,
    depth0: depth,
  }
  const members = new Map<string, Value>([
    ...Object.entries(numbers).map(([name, value]) => [name, BigInt(value)] as const),
    ['first', index === 0],
    ['last', index === values.length - 1],
    ['previtem', foundOr(values[index - 1], new Undefined('there is no item before the first.'))],
    ['nextitem', foundOr(values[index + 1], new Undefined('there is no item behind the last.'))],
    ['cycle', cycle(index)],
    ['changed', changed(state)],
  ])
  const print = (): string => {
    throw new TemplateMistake('loop cannot be printed; print one of its values, as loop.index.')
  }
  if (state.again === undefined) return new Thing('loop', print, { members })
  const { again } = state
  return new Callable(
    'loop',
    callable('loop', { needs: ['values'] }, (given = null) => again(given)).call,
    members,
  )
}

function cycle(index: number): Callable {
  return new Callable('loop.cycle', ({ positional }) => {
    const found = positional[index % positional.length]
    if (found === undefined) throw new TemplateMistake('loop.cycle needs values to cycle through.')
    return found
  })
}

function changed(state: LoopState): Callable {
  return new Callable('loop.changed', ({ positional }) => {
    const now = new Tuple(positional)
    const isSame = state.last !== undefined && areEqual(state.last, now)
    state.last = now
    return !isSame
  })
}
