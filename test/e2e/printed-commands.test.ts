import { readFileSync } from 'node:fs'
import { describe, expect, inject, it } from 'vitest'
import { runClient } from './support/run-client.ts'
import { openTap } from './support/tap.ts'

const { outputFile, sims } = inject('stack')
const { curl, mosquitto } = inject('clients')

/** The commands are what is indented. */
const printedCommands = (): readonly string[] =>
  readFileSync(outputFile ?? '', 'utf8')
    .split(/^ready$/m)[0]
    ?.split('\n')
    .filter((line) => line.startsWith('  ')) ?? []

describe.skipIf(outputFile === undefined || !curl || !mosquitto)('the commands to paste', () => {
  it('do what npm start says of them', async () => {
    const iccid = sims[0]?.iccid
    const tap = await openTap(`${iccid}/#`)
    const commands = printedCommands().filter((line) => !line.includes('mosquitto_sub'))

    const { code, stdout } = await runClient('sh', ['-ec', commands.join('\n')])

    expect(code).toBe(0)
    expect(stdout).toContain(`"clientId":"${iccid}"`)
    expect(stdout).toContain(`"clientId":"${sims[2]?.iccid}"`)
    expect(stdout).toContain('"message":"OK"')
    expect((await tap.next(`${iccid}/test`)).payload).toBe('hello')
    expect((await tap.next(`${iccid}/messages`)).payload).toBe('{"data": "Lorem Ipsum"}')
  })
})
