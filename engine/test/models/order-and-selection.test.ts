import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selectModels } from '../../src/models/select-models.js'
import { projectOf } from './given.js'

const reads = (...names: readonly string[]) =>
  names.length === 0
    ? 'SELECT 1 AS a'
    : names.map((name) => `SELECT a FROM {{ ref('${name}') }}`).join(' UNION ALL ')

describe('the order of models', () => {
  it('is that of what they read, whatever the order of their names', () => {
    const { models } = projectOf({ a: reads('c'), b: reads('a', 'c'), c: reads() })
    expect(models.inOrder.map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  })

  it('has each model once and after what it reads, for any graph without circles', () => {
    const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 16 })
    fc.assert(
      fc.property(edges, fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 }), (drawn, names) => {
        const parentsOf = (rank: number) => [
          ...new Set(drawn.filter(([from, to]) => from < to && to === rank).map(([from]) => from)),
        ]
        const nameOf = (rank: number) => `m${String(names[rank])}`
        const files = names.map((_name, rank) => [nameOf(rank), reads(...parentsOf(rank).map(nameOf))])
        const order = projectOf(Object.fromEntries(files) as Record<string, string>).models.inOrder.map(
          ({ name }) => name,
        )
        expect([...order].sort()).toEqual(names.map((_name, rank) => nameOf(rank)).sort())
        for (const [rank] of names.entries())
          for (const parent of parentsOf(rank))
            expect(order.indexOf(nameOf(parent))).toBeLessThan(order.indexOf(nameOf(rank)))
      }),
      { numRuns: 40 },
    )
  })

  it('is refused where models read each other, with the circle by name', () => {
    const { models } = projectOf({ a: reads('b'), b: reads('c'), c: reads('b'), d: reads() })
    expect(models.mistakes.map(({ code, facts }) => [code, facts])).toEqual([
      ['model-cycle', { cycle: ['b', 'c', 'b'] }],
    ])
  })

  it('is refused where a model reads itself, except by this', () => {
    expect(projectOf({ a: reads('a') }).models.mistakes.map(({ facts }) => facts)).toEqual([
      { cycle: ['a', 'a'] },
    ])
  })
})

describe('a selection', () => {
  const { layout } = projectOf({
    raw: reads(),
    left: `{{ config(tags='side') }} ${reads('raw')}`,
    right: `{{ config(tags=['side', 'late']) }} ${reads('raw')}`,
    top: reads('left'),
    alone: reads(),
  })
  const chosen = (...selectors: readonly string[]) =>
    selectModels(selectors, layout.models)
      .map(({ name }) => name)
      .sort()

  it.each([
    [['top'], ['top']],
    [['+top'], ['left', 'raw', 'top']],
    [['raw+'], ['left', 'raw', 'right', 'top']],
    [['+left+'], ['left', 'raw', 'top']],
    [['tag:side'], ['left', 'right']],
    [['+tag:late'], ['raw', 'right']],
    [
      ['tag:late', 'alone'],
      ['alone', 'right'],
    ],
    [['tag:late alone'], ['alone', 'right']],
    [['tag:side,tag:late'], ['right']],
    [['raw+,+top'], ['left', 'raw', 'top']],
  ])('%j are %j', (selectors, names) => {
    expect(chosen(...selectors)).toEqual(names)
  })

  it('of a name or tag that is not there is refused, and says which was probably meant', () => {
    expect(() => chosen('rihgt')).toThrow('Did you mean "right"?')
    expect(() => chosen('tag:sied')).toThrow('Did you mean "side"?')
  })
})
