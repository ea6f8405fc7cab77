import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/commands.js'
import { runCli } from './run-cli.js'

const outside = { cwd: tmpdir() }

describe('help', () => {
  it('lists every command with what it does', async () => {
    const { code, stdout, stderr } = await runCli('--help', outside)
    for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it.each(commands.map(({ name }) => name))(
    'shows the options and examples of %s in two ways',
    async (name) => {
      const asked = await runCli(`${name} --help`, outside)
      expect(asked).toMatchObject({ code: 0, stderr: '' })
      expect(asked.stdout).toMatch(new RegExp(`^Usage: daymark ${name} `))
      expect(asked.stdout).toContain(`\nExamples:\n  daymark ${name}`)
      expect(await runCli(`help ${name}`, outside)).toEqual(asked)
    },
  )
})
