import { parseAccept } from 'hono/utils/accept'
import { Problem } from './problem.js'

/** The forms in which a path answers, the usual one first. */
function formsOf(path: string): readonly string[] {
  if (path === '/v1/members') return ['application/json', 'text/csv']
  return /^\/v1\/builds\/[^/]+\/progress$/.test(path) ? ['text/event-stream'] : ['application/json']
}

/** A request's path, and its header `accept`. */
interface Accepting {
  readonly path: string
  readonly header: string | undefined
}

/**
 * The form in which a request is answered: of those that `accept` allows, the one that it puts first. Refusals are
 * problem documents whatever is accepted.
 *
 * @throws Problem `not-acceptable` where it allows none (RFC 9110, section 12.5.1)
 */
export function formFor({ path, header }: Accepting): string {
  const forms = formsOf(path)
  const [usual = ''] = forms
  if (header === undefined) return usual
  const asked = parseAccept(header)
  const weightOf = (form: string): number => {
    const [kind = ''] = form.split('/')
    const ranges = [form, `${kind}/*`, '*/*']
    const closest = ranges
      .map((range) => asked.find(({ type }) => type.toLowerCase() === range))
      .find(Boolean)
    return closest?.q ?? 0
  }
  const [best] = forms.toSorted((one, other) => weightOf(other) - weightOf(one))
  if (best !== undefined && weightOf(best) > 0) return best
  throw new Problem({
    status: 406,
    code: 'not-acceptable',
    detail: `${path} answers as ${forms.join(' or ')}, which \`accept\` does not allow.`,
    fix: `Send \`accept: ${usual}\`, or leave it out.`,
  })
}
