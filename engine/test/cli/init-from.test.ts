import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from './run-cli.js'

const folder = await mkdtemp(join(tmpdir(), 'daymark-init-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const engine = fileURLToPath(new URL('../..', import.meta.url))
await mkdir(join(folder, 'node_modules'), { recursive: true })
await symlink(engine, join(folder, 'node_modules/daymark'))

let made = 0

/** Starts a project over files, and gives what it declares; `answers` builds it and asks. */
async function started(given: Readonly<Record<string, string | Uint8Array>>) {
  const project = `project-${String((made += 1))}`
  for (const [name, content] of Object.entries(given)) {
    await mkdir(dirname(join(folder, project, name)), { recursive: true })
    await writeFile(join(folder, project, name), content)
  }
  const from = Object.keys(given).flatMap((name) => ['--from', join(project, name)])
  const { code, stderr } = await runCli(['init', project, ...from], { cwd: folder })
  expect([code, stderr]).toEqual([0, ''])
  const config = await readFile(join(folder, project, 'daymark.config.ts'), 'utf8')
  const cwd = join(folder, project)
  const answers = async (question: string) => {
    for (const command of ['check', 'check --live', 'build --quiet']) {
      const ran = await runCli(command, { cwd })
      expect([command, ran.code, ran.stderr]).toEqual([command, 0, ran.stderr])
    }
    const { stdout } = await runCli(`ask ${question} --format csv`, { cwd })
    return stdout.trim().split('\n').at(-1)
  }
  return { config, answers }
}

describe('daymark init --from', () => {
  it('declares a bank export: encoding, lines around the rows, German numbers and days', async () => {
    const text =
      'Konto:;"DE12"\r\n\r\nBuchungstag;Empfänger;Kunde;Betrag\r\n01.03.2024;Müller;a;1.234,56-\r\n13.03.2024;Jäger;b;12,00\r\nEndsaldo;;;-1.222,56\r\n'
    const { config, answers } = await started({ 'data/konto.csv': Buffer.from(text, 'latin1') })
    expect(config).toContain("encoding: 'windows-1252',")
    expect(config).toContain('skipLines: 2,')
    expect(config).toContain("footer: 'Endsaldo',")
    expect(config).toContain("buchungstag: { type: 'date', format: 'dd.MM.yyyy' },")
    expect(config).toContain("empfaenger: { type: 'text', header: 'Empfänger' },")
    expect(config).toContain(
      "betrag: { type: 'decimal(18,2)', decimal: ',', thousands: '.', negative: 'trailing' },",
    )
    expect(await answers('rows betrag activeMembers --from 2024-03-01 --to 2024-03-31')).toMatch(
      /2,-1222\.56,2/,
    )
  })

  it('says where a day or a number could mean another', async () => {
    const text = '\uFEFFDay\tCost\tClicks\r\n3/1/2024\t"1,234.50"\t1,000\r\n4/2/2024\t2.00\t5\r\n'
    const { config } = await started({ 'ads.csv': Buffer.from(text, 'utf16le') })
    expect(config).toContain("encoding: 'utf-16',")
    expect(config).toMatch(/day: \{ type: 'date', format: '.*' \}, \/\/ 3\/1\/2024 could be .* as well/)
    expect(config).toMatch(/clicks: .*\/\/ 1,000 could mean another number/)
    expect(config).toMatch(/cost: \{ type: 'decimal\(18,2\)', thousands: ',' \},\n/)
    const first = await started({ 'us.csv': 'd,n\n01/02/2024,1\n01/31/2024,2\n' })
    expect(first.config).toMatch(/d: \{ type: 'date', format: 'MM\/dd\/yyyy' \},\n/)
    const second = await started({ 'uk.csv': 'd,n\n01/02/2024,1\n31/01/2024,2\n' })
    expect(second.config).toMatch(/d: \{ type: 'date', format: 'dd\/MM\/yyyy' \},\n/)
    const utc = await started({
      'utc.csv': 'Created (UTC),user_id,clients\n2024-03-01 10:00,1,5\n2024-03-02 10:00,2,6\n',
    })
    expect(utc.config).toContain("created_utc: { type: 'instant', header: 'Created (UTC)', zone: 'UTC' },")
    expect(utc.config).not.toContain('key:')
    expect(await utc.answers('rows activeMembers --from 2024-03-01 --to 2024-03-31')).toMatch(/2,2/)
  })

  it('declares nested JSON, Parquet, workbooks and packed files, and all of it builds', async () => {
    const lines = Array.from(
      { length: 30 },
      (_none, at) =>
        `{"id":${String(at)},"at":"2024-03-${String((at % 28) + 1).padStart(2, '0')}T10:00:00Z","user":{"id":"u${String(at % 7)}"},"items":[1],"amount":${String(at / 4)}}`,
    )
    const workbook = await readFile(join(engine, 'test/sources/workbooks/orders.xlsx'))
    const { config, answers } = await started({
      'events.ndjson.gz': gzipSync(lines.join('\n')),
      'orders.xlsx': workbook,
    })
    expect(config).toContain("user_id: { type: 'text', path: 'user.id' },")
    expect(config).toContain("// Left out: items is a list: `path: 'items[0]'` reads its first element.")
    expect(config).toContain('headerRow: 3,')
    expect(config).toContain("sheet: 'Orders',")
    // By hand: the sum of 0 to 29, by 4.
    expect(await answers('eventsRows eventsActiveMembers eventsAmount --period 2024-03')).toMatch(
      /30,7,108\.75/,
    )
  })

  it('takes files that are written alike as one source', async () => {
    const folderOf = join(folder, 'many')
    await mkdir(join(folderOf, 'exports'), { recursive: true })
    for (const month of ['01', '02', '03'])
      await writeFile(
        join(folderOf, `exports/sales-2024-${month}.csv`),
        `id,day,total\n${month},2024-${month}-01,1.50\n`,
      )
    const ran = await runCli(['init', 'many', '--from', 'many/exports/*.csv'], { cwd: folder })
    expect([ran.code, ran.stderr]).toEqual([0, ''])
    const config = await readFile(join(folderOf, 'daymark.config.ts'), 'utf8')
    expect(config).toContain("const sales = source('sales', {\n  files: 'exports/*.csv',")
    expect((await runCli('build --quiet', { cwd: folderOf })).code).toBe(0)
    const { stdout } = await runCli('ask rows total --period 2024-Q1 --format csv', { cwd: folderOf })
    expect(stdout.trim().split('\n').at(-1)).toMatch(/3,4\.5/)
  })

  it('takes what all rows keep, not the first ones alone', async () => {
    const rows = Array.from({ length: 20_100 }, (_none, at) => `2024-03-01,${String(at)},x`)
    const { config, answers } = await started({
      'long.csv': ['day,n,customer', ...rows, '2024-03-02,many,', ''].join('\n'),
    })
    expect(config).toMatch(/n: 'text', \/\/ Not all values are integer, such as "many"\./)
    expect(config).toContain("customer: 'text?',")
    expect(await answers('rows --period 2024-03')).toMatch(/20101/)
  })

  it('overwrites nothing, and says what cannot be read', async () => {
    await started({ 'a.csv': 'day,n\n2024-03-01,1\n' })
    const again = await runCli(
      ['init', `project-${String(made)}`, '--from', `project-${String(made)}/a.csv`],
      { cwd: folder },
    )
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('file-in-the-way')])
    const missing = await runCli('init other --from nothing.csv', { cwd: folder })
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('nothing.csv')])
    const both = await runCli('init other --template minimal --from nothing.csv', { cwd: folder })
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('--template')])
  })
})
