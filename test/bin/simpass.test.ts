import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const app = fileURLToPath(new URL('../../bin/simpass.ts', import.meta.url))

describe('simpass', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simpass-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('prints what is wrong, no stack trace, and synthesizes nothing', () => {
    const context = { stage: 'Prod', removal: 'keep' }

    const { status, stdout, stderr } = spawnSync(process.execPath, [app], {
      encoding: 'utf8',
      env: { CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: join(folder, 'out') },
    })

    expect(status).toBe(1)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toEqual([
      'wrong configuration',
      expect.stringMatching(/^ {2}stage: expected .*, got "Prod"$/),
      '  removal: expected retain or destroy, got "keep"',
    ])
    expect(readdirSync(folder, { recursive: true })).toEqual(['out'])
  })
})
