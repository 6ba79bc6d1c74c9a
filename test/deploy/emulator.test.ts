import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { requirePrograms } from './support/programs.ts'

const programs = requirePrograms(Boolean(process.env.CI))

/** Starts the emulator, says where, and stays until somebody ends it. */
const PROGRAM = `
  import { startEmulator } from ${JSON.stringify(new URL('support/emulator.ts', import.meta.url).href)}
  const [programs, directory] = process.argv.slice(1)
  console.log((await startEmulator(programs, directory)).endpointUrl)
  setInterval(() => {}, 1000)
`

const isListening = async (url: string): Promise<boolean> => {
  try {
    await fetch(url)
    return true
  } catch {
    // Nobody is there any more.
    return false
  }
}

describe.skipIf(programs === undefined)('the emulator', () => {
  const directory = mkdtempSync(join(tmpdir(), 'simpass-emulator-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }))

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'ends with the tests when a %s ends them',
    async (signal) => {
      const tests = spawn(
        process.execPath,
        ['--input-type=module', '--eval', PROGRAM, programs ?? '', directory],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const lines = createInterface({ input: tests.stdout })
      const [url] = (await once(lines, 'line')) as [string]
      expect(await isListening(url)).toBe(true)

      tests.kill(signal)

      while (await isListening(url)) await delay(50)
    },
  )
})
