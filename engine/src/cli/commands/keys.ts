import { Temporal } from 'temporal-polyfill'
import { parseMoment } from '../../calendar/moment.js'
import { prettyJson } from '../../documents/json.js'
import { Refusal } from '../../errors.js'
import { Keys, keysFile, type Key } from '../../http/access/keys.js'
import type { LoadedProject } from '../../project/loaded-project.js'
import { closestName } from '../../names/closest-name.js'
import { coloursFor } from '../colours.js'
import type { Command, ExitCode, Invocation } from '../command.js'
import { openProject } from '../opening.js'
import { formatOf, formatOption, projectOptions } from '../shared-options.js'
import { textTable } from '../text-table.js'

const actions = ['create', 'list', 'revoke']

export const keysCommand: Command = {
  details:
    "Keys are kept in the project's folder, in .daymark/keys.json, as hashes; a key's text is told once, when it is made. A running server knows of a change at once.",
  args: [
    { name: 'action', says: 'create, list or revoke', required: true },
    { name: 'id', says: 'the key to revoke, by its id' },
  ],
  options: [
    { name: 'name', value: 'TEXT', says: 'whose key it is, for the log and the audit trail' },
    { name: 'role', value: 'ROLE', says: "the project's role that it gives" },
    { name: 'expires', value: 'MOMENT', says: 'when it ends, such as 2027-01-01 (default: never)' },
    formatOption(['table', 'json']),
    ...projectOptions,
  ],
  examples: [
    { run: 'daymark keys create --name "Head of SBMY" --role sbmy', does: 'a key, on stdout' },
    { run: 'daymark keys list', does: 'all keys, without their secrets' },
    { run: 'daymark keys revoke 3f2a91c07d5e', does: 'what it opens is closed at once' },
  ],
  async run(invocation) {
    const { args } = invocation
    const [action = '', id] = args
    const loaded = await openProject(invocation)
    const keys = new Keys(keysFile(loaded.directory))
    if (action === 'create') return create(invocation, { loaded, keys })
    if (action === 'list') return list(invocation, keys)
    if (action === 'revoke') return revoke(invocation, { id, keys })
    throw new Refusal('unknown-command', {
      command: `keys ${action}`,
      commands: actions.map((each) => `keys ${each}`),
      closest: closestName(action, actions),
    })
  },
}

const now = () => Temporal.Now.instant().toString({ smallestUnit: 'second' })

async function create(
  { options, io }: Invocation,
  { loaded, keys }: { loaded: LoadedProject; keys: Keys },
): Promise<ExitCode> {
  const name = options.text('name')
  if (name === undefined)
    throw new Refusal('missing-argument', { argument: '--name', command: 'keys create' })
  const role = roleOf(options.text('role'), loaded)
  const until = options.text('expires')
  const ends = until === undefined ? undefined : /^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T00:00` : until
  const expiresAt =
    ends === undefined
      ? null
      : parseMoment(ends, loaded.project.calendar).toString({ smallestUnit: 'second' })
  const { key, text } = keys.create({ name, role, expiresAt }, now())
  if (formatOf(options) === 'json') {
    await io.stdout.write(`${prettyJson({ ...shown(key), key: text })}\n`)
    return 0
  }
  await io.stdout.write(`${text}\n`)
  await io.stderr.write('This is told once. Send it as `Authorization: Bearer KEY`.\n')
  return 0
}

function roleOf(role: string | undefined, { project }: LoadedProject): string | null {
  const roles = Object.keys(project.access?.roles ?? {})
  if (role === undefined) {
    if (roles.length > 0) throw new Refusal('role-needed', { roles })
    return null
  }
  if (!roles.includes(role))
    throw new Refusal('unknown-role', { role, roles, closest: closestName(role, roles) })
  return role
}

async function list({ options, io }: Invocation, keys: Keys): Promise<ExitCode> {
  const all = keys.all().map(shown)
  if (formatOf(options) === 'json') {
    await io.stdout.write(`${prettyJson({ keys: all })}\n`)
    return 0
  }
  if (all.length === 0) {
    await io.stderr.write('There are no keys.\n')
    return 0
  }
  const columns = ['id', 'name', 'role', 'made', 'ends', 'revoked'].map((header) => ({
    header,
    align: 'left' as const,
  }))
  const rows = all.map(({ id, name, role, createdAt, expiresAt, revokedAt }) => [
    { text: id },
    { text: name },
    { text: role ?? '' },
    { text: createdAt },
    { text: expiresAt ?? 'never' },
    { text: revokedAt ?? '' },
  ])
  await io.stdout.write(textTable({ columns, rows }, coloursFor(io.stdout, io.env)))
  return 0
}

async function revoke(
  { io }: Invocation,
  { id, keys }: { id: string | undefined; keys: Keys },
): Promise<ExitCode> {
  if (id === undefined) throw new Refusal('missing-argument', { argument: 'id', command: 'keys revoke' })
  const key = keys.revoke(id, now())
  if (key === undefined) throw new Refusal('unknown-key', { id })
  await io.stderr.write(`The key of ${key.name} is revoked.\n`)
  return 0
}

function shown({ hash: _hash, ...key }: Key): Omit<Key, 'hash'> {
  return key
}
