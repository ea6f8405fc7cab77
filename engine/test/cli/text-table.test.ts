import { describe, expect, it } from 'vitest'
import { coloursFor } from '../../src/cli/colours.js'
import { shortened, tableWidth, textTable, visible, wrapped } from '../../src/cli/text-table.js'

const plain = coloursFor({ write: () => Promise.resolve(), isTTY: false, columns: undefined }, {})

describe('a text table', () => {
  it('counts a wide character for two', () => {
    const table = {
      columns: [
        { header: '国', align: 'left' as const },
        { header: 'n', align: 'right' as const },
      ],
      rows: [
        [{ text: '日本' }, { text: '1' }],
        [{ text: 'Chad' }, { text: '20' }],
      ],
      footer: [{ text: 'all' }, { text: '21' }],
    }
    expect(textTable(table, plain)).toBe(
      ['国     n', '────────', '日本   1', 'Chad  20', '────────', 'all   21', ''].join('\n'),
    )
    expect(tableWidth(table)).toBe(8)
  })

  it('shortens by width and never inside a wide character', () => {
    expect(shortened('Korea', 5)).toBe('Korea')
    expect(shortened('Koreas', 5)).toBe('Kore…')
    expect(shortened('日本語', 5)).toBe('日本…')
    expect(shortened('日本語', 4)).toBe('日…')
  })

  it('shows characters that would move the cursor or turn the text, by their code', () => {
    expect(visible('a\u001b[31m\nb\u202Ec')).toBe('a\\u001b[31m\\u000ab\\u202ec')
  })

  it('breaks lines at blanks, and leaves a longer word whole', () => {
    expect(wrapped('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrapped('unbreakable a', 4)).toEqual(['unbreakable', 'a'])
    expect(wrapped('one two three', undefined)).toEqual(['one two three'])
  })
})
