import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RowProblem } from '../../../operations/sims/import/row-problem.ts'
import { openProblemLog } from '../../../operations/sims/problem-log.ts'

const problem = (line: number, message = 'expected this, got that'): RowProblem => ({
  line,
  place: `line ${line}`,
  code: 'INVALID_ICCID',
  message,
})

const temporaryFile = async (name: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'simpass-problems-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return join(folder, name)
}

describe('openProblemLog', () => {
  it('shows the first problems, and counts all', async () => {
    const shown: RowProblem[] = []
    const log = await openProblemLog(undefined, (each) => shown.push(each))

    for (let line = 1; line <= 500; line += 1) await log.report(problem(line))
    await log.close()

    expect(shown).toHaveLength(20)
    expect(log.shown()).toEqual(shown)
    expect(log.count()).toBe(500)
  })

  it('shows the lines of one broken cell once', async () => {
    const log = await openProblemLog(undefined, () => {})
    const broken = (line: number) => ({ ...problem(line), code: 'ROW_MALFORMED' })

    for (const line of [3, 4, 5, 6, 9]) await log.report(broken(line))

    expect(log.shown().map(({ line }) => line)).toEqual([3, 9])
    expect(log.count()).toBe(5)
  })

  it('writes all as JSON lines', async () => {
    const path = await temporaryFile('problems.jsonl')
    const log = await openProblemLog(path, () => {})

    for (let line = 1; line <= 500; line += 1) await log.report(problem(line))
    await log.close()

    const lines = (await readFile(path, 'utf8')).trim().split('\n')
    expect(lines).toHaveLength(500)
    expect(JSON.parse(lines[499] ?? '')).toMatchObject({ line: 500, code: 'INVALID_ICCID' })
  })

  it('writes CSV that no spreadsheet runs', async () => {
    const path = await temporaryFile('problems.csv')
    const log = await openProblemLog(path, () => {})

    await log.report(problem(7, '=cmd("x")'))
    await log.close()

    expect(await readFile(path, 'utf8')).toBe(
      `place,iccid,code,message\nline 7,,INVALID_ICCID,"'=cmd(""x"")"\n`,
    )
  })

  it('fails at once where it cannot write', async () => {
    await expect(openProblemLog('/no/such/folder/x.csv', () => {})).rejects.toThrow('ENOENT')
  })

  it.skipIf(!existsSync('/dev/full'))('fails at once where there is no room', async () => {
    await expect(openProblemLog('/dev/full', () => {})).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    })
  })

  it('writes a file that only its owner reads', async () => {
    const path = await temporaryFile('problems.csv')
    await (await openProblemLog(path, () => {})).close()

    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })
})
