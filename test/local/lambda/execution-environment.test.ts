import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const SCRIPT = fileURLToPath(new URL('support/out-of-descriptors.ts', import.meta.url))

let taskRoot: string

beforeEach(async () => {
  taskRoot = await mkdtemp(join(tmpdir(), 'function-'))
})

afterEach(() => rm(taskRoot, { recursive: true }))

describe('startExecutionEnvironment', () => {
  it('answers a failed invocation when no descriptor is left, and recovers', async () => {
    await writeFile(join(taskRoot, 'index.mjs'), 'export const handler = async () => "alive"')

    const { stdout } = await promisify(execFile)('/bin/sh', [
      '-c',
      'ulimit -n 100 && exec "$@"',
      'sh',
      process.execPath,
      SCRIPT,
      taskRoot,
    ])

    expect(JSON.parse(stdout)).toEqual({
      without: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringContaining('EMFILE'),
      },
      afterwards: 'alive',
    })
  })
})
