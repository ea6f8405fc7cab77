import { callable } from './arguments.js'
import { pairsOf } from './methods-of-collections.js'
import { TemplateMistake } from './template-mistake.js'
import { Callable, Dict, Namespace, Range, textOf, wholeOf, type Value } from './values.js'

/** The functions that every template of Jinja2 has. */
export const globalFunctions: ReadonlyMap<string, Value> = new Map(
  [
    callable('range', { needs: ['start'], takes: ['stop', 'step'] }, (start = null, stop, step = 1n) => {
      const [from, to] = stop === undefined ? [0n, start] : [start, stop]
      const by = BigInt(wholeOf(step, 'range'))
      if (by === 0n) throw new TemplateMistake('the step of a range is not 0.')
      return new Range(BigInt(wholeOf(from, 'range')), BigInt(wholeOf(to, 'range')), by)
    }),
    new Callable('dict', ({ positional, named }) => new Dict([...pairsOf(positional[0]), ...named])),
    new Callable('namespace', ({ positional, named }) => {
      const given = pairsOf(positional[0]).map(([key, value]) => [textOf(key, 'namespace'), value] as const)
      return new Namespace(new Map([...given, ...named]))
    }),
  ].map((one) => [one.name, one]),
)
