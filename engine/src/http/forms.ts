import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { Problem } from './problem.js'

/** The forms in which a path answers, the usual one first. */
function formsOf(path: string): readonly string[] {
  if (path === '/v1/members') return ['application/json', 'text/csv']
  return /^\/v1\/builds\/[^/]+\/progress$/.test(path) ? ['text/event-stream'] : ['application/json']
}

/**
 * The form in which a request is answered: of those that `accept` allows, the one that it puts first. Refusals are
 * problem documents whatever is accepted.
 *
 * @throws Problem `not-acceptable` where it allows none (RFC 9110, section 12.5.1)
 */
export function formFor(c: Context): string {
  const forms = formsOf(c.req.path)
  const [usual = ''] = forms
  if (c.req.header('accept') === undefined) return usual
  const chosen = accepts(c, {
    header: 'Accept',
    supports: [...forms],
    default: usual,
    match: (asked) => {
      const weightOf = (form: string): number => {
        const [kind = ''] = form.split('/')
        const ranges = [form, `${kind}/*`, '*/*']
        const closest = ranges
          .map((range) => asked.find(({ type }) => type.toLowerCase() === range))
          .find(Boolean)
        return closest?.q ?? 0
      }
      const [best] = forms.toSorted((one, other) => weightOf(other) - weightOf(one))
      return best !== undefined && weightOf(best) > 0 ? best : ''
    },
  })
  if (chosen !== '') return chosen
  throw new Problem({
    status: 406,
    code: 'not-acceptable',
    detail: `${c.req.path} answers as ${forms.join(' or ')}, which \`accept\` does not allow.`,
    fix: `Send \`accept: ${usual}\`, or leave it out.`,
  })
}
