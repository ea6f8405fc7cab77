import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { renderTemplate, runWith } from '../../src/templates/render-template.js'
import { placeIn } from '../../src/models/template-positions.js'
import { TemplateMistake } from '../../src/templates/template-mistake.js'

/**
 * Templates, each with what Jinja2 3.1.6 gives for it. To add one, write it with any text and take what Jinja2 gives
 * from the failing second test.
 */
const templates = JSON.parse(
  readFileSync(new URL('jinja-templates.json', import.meta.url), 'utf8'),
) as readonly (readonly [string, string])[]

const python = spawnSync(
  'python3',
  [
    '-c',
    `import json, sys
from jinja2.sandbox import SandboxedEnvironment
env = SandboxedEnvironment(extensions=['jinja2.ext.do', 'jinja2.ext.loopcontrols'])
print(json.dumps([env.from_string(t).render() for t, _ in json.load(sys.stdin)]))`,
  ],
  { input: JSON.stringify(templates), encoding: 'utf8' },
)

function rendered(text: string): string {
  const template = { path: 'made.sql', text: text.replaceAll(/\r\n?/g, '\n') }
  return renderTemplate(
    template,
    runWith(() => undefined),
  ).text
}

function mistakeOf(text: string): { readonly at: string; readonly message: string } {
  try {
    rendered(text)
  } catch (thrown) {
    if (!(thrown instanceof TemplateMistake) || thrown.spot === undefined) throw thrown
    const { line, column } = placeIn(text, thrown.spot.at)
    return { at: `${line}:${column}`, message: thrown.message }
  }
  throw new Error(`Nothing is wrong with ${text}`)
}

describe('a template means what it means to Jinja2', () => {
  it.each(templates)('%s', (template, value) => {
    expect(rendered(template)).toBe(value)
  })

  it.skipIf(python.status !== 0)('by Jinja2 itself, where Python has it', () => {
    expect(JSON.parse(python.stdout)).toEqual(templates.map(([, value]) => value))
  })
})

/** What Jinja2 runs, or refuses without a place, and is refused here: each with its place and what is said. */
const refused: readonly (readonly [string, string, string])[] = [
  // Jinja2 takes what is not there for nothing, unless it is told otherwise.
  ['x\n\n  {{ nosuch }}', '3:6', '"nosuch" is undefined'],
  ["{{ 'a' ~ 'b' }} {{ nosuch.x }}", '1:20', 'undefined'],
  ['{% if nosuch %}{% endif %}', '1:7', 'undefined'],
  ["{{ {'a': 1}.b }}", '1:13', 'has no value "b"'],
  ['{{ [1][5] }}', '1:7', 'no value 5'],
  ['{{ 1 }} {{ nosuch(1) }}', '1:12', 'undefined'],
  ["{% set x = '' if false %}{% if x.y %}{% endif %}", '1:32', 'no "else"'],
  // Jinja2 writes what is meant for Python.
  ["{{ [1]|map('string') }}", '1:8', 'join'],
  ['{{ range }}', '1:4', 'call it'],
  ['{{ namespace(a=1) }}', '1:4', 'namespace'],
  // Jinja2 has two results, by whether the values are written out.
  ['{{ -2 ** 2 }}', '1:7', '-(x ** y)'],
  // Python rounds in another way, or has numbers that are not here.
  ['{{ 2.5 ** 3 }}', '1:8', 'in the SQL'],
  ['{{ 10 ** 20 / 3 }}', '1:13', '//'],
  // What differs between two runs, or is for HTML.
  ['{{ lipsum() }}', '1:4', '"lipsum" is undefined'],
  ['{{ debug() }}', '1:4', '"debug" is undefined'],
  ['{{ [1, 2]|random }}', '1:11', 'the same rows at each build'],
  ["{{ '<'|safe }}", '1:8', 'HTML'],
  ["{{ '<'|e }}", '1:8', 'HTML'],
  ["{{ 'a'|truncate(1) }}", '1:8', 'no filter "truncate"'],
  // Other files.
  ["{% include 'x' %}", '1:4', 'macros'],
  ["{% import 'x' as y %}", '1:4', 'macros'],
  ["{% extends 'x' %}", '1:4', 'macros'],
  ['{% block a %}{% endblock %}', '1:4', 'macro'],
  // What Jinja2 refuses too.
  ["{{ 'a' < 1 }}", '1:8', 'no order'],
  ["{{ 'x' + 1 }}", '1:8', '~'],
  ['{{ 1 / 0 }}', '1:6', 'zero'],
  ['{{ [1] is divisibleby 2 }}', '1:11', '%'],
  ["{{ '%d' % 'a' }}", '1:9', 'needs a number'],
  ["{{ '%s %s' % 'a' }}", '1:12', 'fewer values'],
  ['{{ 1|nosuch }}', '1:6', 'no filter "nosuch"'],
  ['{{ 1 is nosuch }}', '1:9', 'no test "nosuch"'],
  ['{% nosuch %}', '1:4', 'the tag "nosuch"'],
  ['{% if 1 %}', '1:11', '"endif" is missing'],
  ['{% endif %}', '1:4', 'ends or divides no block'],
  ['{{ 1 +', '1:1', 'does not end'],
  ["{{ 'abc }}", '1:4', 'does not end'],
  ['{{ (1] }}', '1:6', 'closes what is not open'],
  ['{{ }}', '1:4', 'an expression is expected'],
  ['{{ a b }}', '1:6', 'the end of the tag'],
  ['{# x', '1:1', 'comment'],
  ['{% raw %} x', '1:1', 'endraw'],
  ['{% set a, b = [1] %}', '1:4', '2 names'],
  ['{% set a.b = 1 %}', '1:4', 'namespace'],
  ['{% macro f(a) %}{% endmacro %}{{ f(1, 2) }}', '1:34', 'takes 1 argument'],
  ['{% macro f(a) %}{% endmacro %}{{ f(b=2) }}', '1:34', 'no argument "b"'],
  ['{% macro f(a) %}\n{{ a }}{% endmacro %}{{ f() }}', '2:4', 'without its argument "a"'],
  ['{{ {[1]: 2} }}', '1:4', 'cannot be a key'],
  // What would not end.
  ['{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}', '1:', 'does not end'],
  ['{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}', '1:', 'calls itself without end'],
  ["{{ 'a' * 100000000 }}", '1:8', 'too long'],
  ['{{ 2 ** 1000000 }}', '1:6', 'too large'],
  ['{% for x in range(1000000000) if x < 0 %}{% endfor %}', '1:', 'does not end'],
]

describe('what would mean something else is refused with its place', () => {
  it.each(refused)('%s', (template, at, word) => {
    const mistake = mistakeOf(template)
    expect([mistake.at.slice(0, at.length), mistake.message]).toEqual([at, expect.stringContaining(word)])
  })

  it('reaches nothing of JavaScript', () => {
    for (const name of ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty'])
      for (const value of ["''", '[]', '{}', '(1,)', '1', 'range', 'namespace()', 'none'])
        expect(() => rendered(`{{ (${value}).${name} }}{{ (${value})['${name}'] }}`)).toThrow(
          /no value|undefined/,
        )
  })
})
