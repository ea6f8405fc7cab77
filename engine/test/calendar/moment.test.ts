import { describe, expect, it } from 'vitest'
import { parseMoment } from '../../src/calendar/moment.js'
import { refusalOf } from './given.js'

describe('a moment as text', () => {
  it.each([
    ['2026-01-15T02:00Z', 'Asia/Kuala_Lumpur', '2026-01-15T02:00:00Z'],
    ['2026-01-15T02:00:30.5+08:00', 'Europe/London', '2026-01-14T18:00:30.5Z'],
    ['2026-01-15T02:00-0330', 'UTC', '2026-01-15T05:30:00Z'],
    ['2026-01-15T09:00', 'Asia/Kuala_Lumpur', '2026-01-15T01:00:00Z'],
    ['2026-01-15 09:00:00', 'Asia/Kuala_Lumpur', '2026-01-15T01:00:00Z'],
    ['2026-01-15', 'America/New_York', '2026-01-15T05:00:00Z'],
    ['2026-07-15', 'Europe/London', '2026-07-14T23:00:00Z'],
    // The clocks skip from 01:00 to 02:00: 01:30 is moved on by that hour.
    ['2025-03-30T01:30', 'Europe/London', '2025-03-30T01:30:00Z'],
    // The clocks show 01:30 twice: the first is meant.
    ['2025-10-26T01:30', 'Europe/London', '2025-10-26T00:30:00Z'],
    ['2025-11-02T01:30', 'America/New_York', '2025-11-02T05:30:00Z'],
    // Midnight itself is skipped: the day starts at one o'clock.
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z'],
    // From 23:30 to 00:30: the day starts at half past midnight, not at midnight moved on by an hour.
    ['1919-03-31', 'America/Toronto', '1919-03-31T04:30:00Z'],
    ['1919-03-31T00:00', 'America/Toronto', '1919-03-31T05:00:00Z'],
  ])('%s in %s is %s', (text, timeZone, instant) => {
    expect(parseMoment(text, { timeZone }).toString()).toBe(instant)
  })

  it.each([
    '',
    'now',
    '2025-02-30',
    '2025-02-30T10:00Z',
    '2025-10-20T24:00',
    '2025-10-20T10:60',
    '2025-10-20T10:00:60Z',
    '2025-10-20T10',
    '2025-10-20Z',
    '2025-10-20T10:00Z[Europe/London]',
    '2025-10-20T10:00+25:00',
    '0000-01-01T00:00Z',
    '1760954400000',
  ])('cannot be %j', (text) => {
    expect(refusalOf(() => parseMoment(text, { timeZone: 'UTC' }))).toBe('invalid-moment')
  })
})
