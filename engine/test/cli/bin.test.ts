import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const bin = fileURLToPath(new URL('../../bin/daymark.js', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'daymark-bin-'))

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

function daymark(line: string, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...line.split(' ')], {
    cwd,
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

describe('the daymark command', () => {
  it('says its version and shows help', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string
    }
    expect(daymark('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
    expect(daymark('--help')).toMatchObject({ code: 0, stderr: '' })
  })

  it('starts a project that checks, builds and answers at once', () => {
    expect(daymark('init shop')).toMatchObject({ code: 0, stderr: '' })
    const shop = join(folder, 'shop')
    expect(daymark('check --live', shop)).toMatchObject({ code: 0, stderr: '' })
    expect(daymark('build --quiet', shop)).toEqual({ code: 0, stdout: '', stderr: '' })
    // Worked out from the file by hand: awk -F, '$2 ~ /2025-03/ { sum += $5; who[$3] } END { print sum, length(who) }'
    expect(daymark('ask revenue activeCustomers --period 2025-03 --format csv', shop).stdout).toBe(
      'revenue,activeCustomers\n1740.3,11\n',
    )
    expect(readFileSync(join(shop, '.gitignore'), 'utf8')).toContain('.daymark/')
  })

  it('shows a filled example', () => {
    const { code, stdout } = daymark(`demo --once --quiet --warehouse duckdb:${join(folder, 'demo.duckdb')}`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\$ daymark board business-performance --period 2025-Q4 /)
    expect(stdout).toMatch(/\nActive members +Pure users/)
  })

  it('ends quietly when its reader goes away', () => {
    const shop = join(folder, 'shop')
    const line = `"${process.execPath}" "${bin}" ask revenue --period 2025 --grain day --by channel --format json | head -1`
    const { stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: shop, encoding: 'utf8' })
    expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '' })
  })
})
