import { withoutQuotes } from './quoted-text.js'

/** What gives another value each time it is run: the clock, chance, sequences. */
const functions = `now now64 today yesterday getdate sysdate systimestamp get_current_timestamp get_current_time
  transaction_timestamp statement_timestamp clock_timestamp timeofday utctimestamp utc_timestamp random rand rand32 rand64
  randcanonical uuid uuidv4 uuidv7 gen_random_uuid generateuuidv4 generateuuidv7 uuid_string generate_uuid newid nextval
  setseed`
const words = 'current_date current_time current_timestamp current_datetime localtime localtimestamp'

const alternatives = (names: string) => names.split(/\s+/).join('|')
const called = new RegExp(
  String.raw`(?<![\w.$"])(?:(?:${alternatives(functions)})\s*\(|(?:${alternatives(words)})(?![\w"]))`,
  'gi',
)
/** The age until today. */
const age = /(?<![\w.$"])age\s*\([^,()]*\)/gi
/** `'today'::date` and `date 'now'`. */
const dayNames =
  /'(?:now|today|yesterday|tomorrow)'\s*::|\b(?:date|timestamp|timestamptz)\s+'(?:now|today|yesterday|tomorrow)'/gi

/** A part of a SQL text, and its offset in code points. */
export interface ChangingCall {
  readonly text: string
  readonly at: number
}

/**
 * The first part of a text that gives another value each time it is run, whatever the dialect; undefined where all of it
 * gives the same from the same rows.
 *
 * @param columns names that are columns, should one be called like a word of SQL
 * @example
 * changingCall("placed_at > now() - INTERVAL '1 day'") // { text: 'now()', at: 12 }
 */
export function changingCall(text: string, columns: readonly string[] = []): ChangingCall | undefined {
  const plain = withoutQuotes(text)
  const own = new Set(columns.map((column) => column.toLowerCase()))
  const found = [...plain.matchAll(called), ...plain.matchAll(age), ...text.matchAll(dayNames)]
    .filter(([call]) => !own.has(call.toLowerCase()))
    .sort((one, other) => one.index - other.index)[0]
  if (found === undefined) return undefined
  const [call] = found
  const shown = call.endsWith('(') ? `${call.slice(0, -1).trim()}()` : call
  return { text: shown, at: Array.from(text.slice(0, found.index)).length }
}
